// The contract of Escale. Written by `quart contract typescript`; docs/contract says what it means.

/** A sentence for a person, a stable word for a program, the field that is meant, and seconds to wait. */
export interface ApiError {
  code: ApiErrorCode;
  error: string;
  field?: string;
  retry_after?: number;
}

/** Every `code` of ApiError. */
export type ApiErrorCode =
  | "account_deleted"
  | "attachment_too_large"
  | "bad_request"
  | "going_down"
  | "http_error"
  | "internal"
  | "invalid_attachment"
  | "invalid_attachment_alt"
  | "invalid_content"
  | "invalid_field"
  | "invalid_payload"
  | "method_not_allowed"
  | "not_allowed"
  | "not_found"
  | "second_factor_required"
  | "too_large"
  | "too_many"
  | "too_many_pieces"
  | "too_slow"
  | "unauthorized"
  | "unavailable"
  | "wrong_code"
  | "wrong_credentials";

/** What the client's `connect_error` is told: an Error with this `message`, and `data` beside it. */
export interface ConnectError {
  data: ConnectRefusal;
  message: string;
}

/** Why a socket was not let in; `retry_after` seconds are to be waited after `too_many`. */
export interface ConnectRefusal {
  code: "already_connected" | "too_many" | "unauthorized" | "unavailable" | "unknown_namespace";
  retry_after?: number;
}

export interface ConversationPayload {
  Local: Person;
  Voyager: Person;
  createdAt: string;
  id: number;
  last_message: MessagePayload | null;
  local_id: number;
  unread: number;
  updatedAt: string;
  voyager_id: number;
}

/** `next` is the `before` of the next page. */
export interface ConversationsPage {
  conversations: ConversationPayload[];
  next: string | null;
}

export interface ErrorEvent {
  message: string;
}

export interface Health {
  status: string;
}

/** `after_id`: answer the messages since that one. */
export interface JoinConversation {
  after_id?: number | null;
  conversation_id: number;
}

/** Only with `after_id`: the messages since, oldest first, and whether more follow. */
export interface Joined {
  has_more?: boolean;
  messages?: MessagePayload[];
}

export interface LeaveConversation {
  conversation_id: number;
}

/** A local as strangers see them. */
export interface LocalPayload {
  bio: string;
  city: string;
  id: number;
  name: string;
}

/** `next` is the `before` of the next page. */
export interface LocalsPage {
  locals: LocalPayload[];
  next: number | null;
}

/** `code`: of the authenticator app, or one on paper, where the answer was `second_factor_required`. */
export interface LogIn {
  code?: string | null;
  email: string;
  password: string;
}

export interface LoggedIn {
  token: string;
  user: Myself;
}

/** What is posted to the installation's webhook: `data` is what `new_message` said, `timestamp` when it was written. */
export interface MessageCreated {
  data: MessagePayload;
  timestamp: string;
  type: "message.created";
}

export interface MessagePayload {
  Sender: Person;
  attachment: string | null;
  content: string;
  conversation_id: number;
  createdAt: string;
  id: number;
  read: boolean;
  user_id: number;
}

/** `up_to`: that message and every earlier one of the other person. */
export interface MessageRead {
  conversation_id?: number;
  message_id: number;
  up_to?: boolean;
}

export interface MessageReadUpdate {
  conversation_id: number;
  message_id: number;
  read_by: number;
}

/** Oldest first, and whether more follow in the direction that was asked for. */
export interface MessagesPage {
  has_more: boolean;
  messages: MessagePayload[];
}

/** A person's own profile: the only payload with an e-mail address. */
export interface Myself {
  bio: string;
  city: string;
  email: string;
  id: number;
  is_local: boolean;
  name: string;
}

export interface OneConversation {
  conversation: ConversationPayload;
}

export interface OpenConversation {
  local_id: number;
}

export interface OpenedConversation {
  conversation: ConversationPayload;
  existed: boolean;
}

export interface Person {
  id: number;
  name: string;
}

/** `SendMessage` where the address already names the conversation. */
export interface PostMessage {
  attachment?: string | null;
  attachment_alt?: string | null;
  client_id?: string | null;
  content: string;
}

/** What a person may change of themselves; an absent key stays as it is, and null is no value. */
export interface Profile {
  bio?: string;
  city?: string;
  is_local?: boolean;
  name?: string;
}

/** `code` is a stable word for programs, `message` a sentence for people, `retry_after` seconds to wait. */
export interface Refusal {
  code: RefusalCode;
  message: string;
  retry_after?: number;
}

/** Every `code` of Refusal. */
export type RefusalCode =
  | "account_deleted"
  | "attachment_too_large"
  | "internal"
  | "invalid_attachment"
  | "invalid_attachment_alt"
  | "invalid_content"
  | "invalid_payload"
  | "not_allowed"
  | "too_many"
  | "unauthorized"
  | "unavailable"
  | "unknown_event";

/** `content`, `attachment` and `attachment_alt` are judged by the action, which has words of their own for them. */
export interface SendMessage {
  attachment?: string | null;
  attachment_alt?: string | null;
  client_id?: string | null;
  content: string;
  conversation_id: number;
}

/** The stored message: the original one when this `client_id` had been sent before. */
export interface Sent {
  message: MessagePayload;
}

export interface SignUp {
  city?: string;
  email: string;
  is_local?: boolean;
  name: string;
  password: string;
}

export interface Typing {
  conversation_id: number;
  isTyping: boolean;
}

export interface UserTyping {
  conversation_id: number;
  isTyping: boolean;
  user_id: number;
}

export type Acknowledgement<Answer = object> = ({ ok: true } & Answer) | { ok: false; error: Refusal };

export interface ClientToServerEvents {
  join_conversation: (payload: number | JoinConversation, acknowledge?: (answer: Acknowledgement<Joined>) => void) => void;
  leave_conversation: (payload: number | LeaveConversation, acknowledge?: (answer: Acknowledgement) => void) => void;
  send_message: (payload: SendMessage, acknowledge?: (answer: Acknowledgement<Sent>) => void) => void;
  typing: (payload: Typing, acknowledge?: (answer: Acknowledgement) => void) => void;
  message_read: (payload: MessageRead, acknowledge?: (answer: Acknowledgement) => void) => void;
}

export interface ServerToClientEvents {
  new_message: (payload: MessagePayload) => void;
  user_typing: (payload: UserTyping) => void;
  message_read_update: (payload: MessageReadUpdate) => void;
  conversation_updated: (payload: ConversationPayload) => void;
  error: (payload: ErrorEvent) => void;
}
