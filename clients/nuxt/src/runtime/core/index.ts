/** Escale without a framework: the connection, conversations, the outbox, the inbox. */
export type * from "../contract.js";
export { Api } from "./api.js";
export {
  type Answer,
  type Asked,
  Connection,
  type ConnectionState,
  type EscaleSocket,
  type Payload,
  type Told,
} from "./connection.js";
export { Conversation } from "./conversation.js";
export type { ConversationState } from "./conversation-state.js";
export { type Code, EscaleError } from "./errors.js";
export { Escale, type EscaleState, type Options } from "./escale.js";
export { type Image, imageOf, isImageAlone } from "./image.js";
export { Inbox, type InboxState } from "./inbox.js";
export { Outbox } from "./outbox.js";
export { browserStore, type OutboxStore, type Waiting } from "./outbox-store.js";
export { type Session, sessionOf } from "./session.js";
export { Signal, type Stop } from "./signal.js";
