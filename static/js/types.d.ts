// The contract's shapes, and what the scripts hand one another.
import type { Socket } from "socket.io-client";

export interface Person {
  id: number;
  name: string;
}

export interface Message {
  id: number;
  user_id: number;
  conversation_id: number;
  content: string;
  attachment: string | null;
  read: boolean;
  createdAt: string;
  Sender: Person;
}

export interface Conversation {
  id: number;
  voyager_id: number;
  local_id: number;
  Voyager: Person;
  Local: Person;
  createdAt: string;
  updatedAt: string;
  last_message: Message | null;
  unread: number;
}

export interface Requests {
  join_conversation: { conversation_id: number; after_id?: number };
  send_message: {
    conversation_id: number;
    content: string;
    attachment?: string;
    attachment_alt?: string;
    client_id: string;
  };
  message_read: { message_id: number; conversation_id: number; up_to: true };
}

export interface Answers {
  join_conversation: { messages?: Message[]; has_more?: boolean };
  send_message: { message: Message };
  message_read: object;
}

export interface Refusal {
  code: string;
  message: string;
  retry_after?: number;
}

export type Answer<T> = ({ ok: true } & T) | { ok: false; error: Refusal };

interface Emitted {
  typing: (typing: { conversation_id: number; isTyping: boolean }) => void;
}

interface Received {
  new_message: (message: Message) => void;
  user_typing: (typing: { user_id: number; conversation_id: number; isTyping: boolean }) => void;
  message_read_update: (update: { message_id: number; conversation_id: number; read_by: number }) => void;
  conversation_updated: (conversation: Conversation) => void;
}

export type EscaleSocket = Socket<Received, Emitted>;

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
