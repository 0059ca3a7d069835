// The contract's shapes by the scripts' own names, and what the scripts hand one another.
import type { Socket } from "socket.io-client";
import type {
  ClientToServerEvents,
  ConversationPayload,
  JoinConversation,
  Joined,
  MessagePayload,
  MessageRead,
  SendMessage,
  Sent,
  ServerToClientEvents,
} from "../../docs/contract/escale";

export type { Acknowledgement as Answer, Refusal } from "../../docs/contract/escale";
export type Message = MessagePayload;
export type Conversation = ConversationPayload;
export type EscaleSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** What is asked with an acknowledgement, by event. */
export interface Requests {
  join_conversation: JoinConversation;
  send_message: SendMessage;
  message_read: MessageRead;
}

export interface Answers {
  join_conversation: Joined;
  send_message: Sent;
  message_read: object;
}

export interface Photo {
  blob: Blob;
  width: number;
  height: number;
  /** What it shows, for whoever does not see it; absent from what an earlier version kept. */
  alt?: string;
}

/** Where a bubble's picture is shown from. */
export interface Picture {
  href: string;
  src: string;
  width: number;
  height: number;
  alt: string;
}

/** A message that the server has not acknowledged yet. */
export interface Waiting {
  clientId: string;
  viewerId: number;
  conversationId: number;
  content: string;
  photo: Photo | null;
  createdAt: string;
  position: number;
  state: "waiting" | "failed";
  reason: string;
}

export interface Signal<T> {
  on(listener: (value: T) => void): void;
  tell(value: T): void;
}
