import type { ConversationPayload } from "../contract.js";
import type { EscaleError } from "./errors.js";
import type { Messages } from "./messages.js";
import type { Waiting } from "./outbox-store.js";

export interface ConversationState {
  /** Its two people, and when it began; null until it is known. */
  readonly conversation: ConversationPayload | null;
  /** Stored messages, in the order of their ids. */
  readonly messages: Messages;
  /** One's own that are not acknowledged yet, in the order of writing: they stand after the messages. */
  readonly outbox: readonly Waiting[];
  /** The ids of those who are writing. */
  readonly typing: readonly number[];
  /** Nothing is missing, and what is said from now on arrives by itself. */
  readonly live: boolean;
  /** There are messages before the first. */
  readonly hasOlder: boolean;
  /** Why it can't be shown: not one's own, or none. */
  readonly error: EscaleError | null;
}

export const NOTHING: ConversationState = {
  conversation: null,
  messages: [],
  outbox: [],
  typing: [],
  live: false,
  hasOlder: false,
  error: null,
};
