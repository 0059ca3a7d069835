import { computed, type ComputedRef, type MaybeRefOrGetter, shallowRef, toValue, watch } from "vue";
import type {
  Conversation,
  ConversationPayload,
  ConversationState,
  EscaleError,
  MessagePayload,
  Person,
  Waiting,
} from "../core/index.js";
import { NOTHING } from "../core/conversation-state.js";
import { provided } from "../provided.js";

export interface UseConversation {
  /** Its two people, and when it began; null until it is known. */
  conversation: ComputedRef<ConversationPayload | null>;
  /** With whom. */
  other: ComputedRef<Person | null>;
  /** Stored messages, in the order of their ids. */
  messages: ComputedRef<readonly MessagePayload[]>;
  /** One's own that are not acknowledged yet: they stand after the messages. */
  outbox: ComputedRef<readonly Waiting[]>;
  /** The ids of those who are writing. */
  typists: ComputedRef<readonly number[]>;
  /** Nothing is missing, and what is said arrives by itself. */
  live: ComputedRef<boolean>;
  hasOlder: ComputedRef<boolean>;
  /** Why it can't be shown: not one's own, or none. */
  error: ComputedRef<EscaleError | null>;
  /**
   * Sends it now, or once there is a connection. `image` is a file, or a data URL; `alt` says what it shows, for whoever does not
   * see it. What is blank is not sent.
   */
  send: (content: string, image?: Blob | string, alt?: string) => Promise<void>;
  /** Sends what failed again. */
  retry: (client_id: string) => void;
  /** Forgets what failed. */
  discard: (client_id: string) => void;
  /** To be called with each key: it is told as often as need be, and taken back after a silence. */
  typing: (isTyping?: boolean) => void;
  /** What has been seen: that message and all before it; without one, all. */
  markRead: (message_id?: number) => void;
  loadOlder: () => Promise<void>;
}

/** A conversation, live while the component is mounted. Components that show the same one share it. */
export function useConversation(id: MaybeRefOrGetter<number>): UseConversation {
  const { client, state: who } = provided();
  const state = shallowRef<ConversationState>(NOTHING);
  const current = (): Conversation => client.conversation(toValue(id));

  if (import.meta.client) {
    watch(
      () => toValue(id),
      (_id, _before, onCleanup) => {
        const conversation = current();
        const release = conversation.retain();
        const stop = conversation.changed.on(() => (state.value = conversation.state));
        state.value = conversation.state;
        onCleanup(() => {
          stop();
          release();
        });
      },
      { immediate: true },
    );
  }

  return {
    conversation: computed(() => state.value.conversation),
    other: computed(() => otherOf(state.value.conversation, who.value.person)),
    messages: computed(() => state.value.messages),
    outbox: computed(() => state.value.outbox),
    typists: computed(() => state.value.typing),
    live: computed(() => state.value.live),
    hasOlder: computed(() => state.value.hasOlder),
    error: computed(() => state.value.error),
    send: (content, image, alt) => current().send(content, image, alt),
    retry: (client_id) => client.outbox.retry(client_id),
    discard: (client_id) => client.outbox.discard(client_id),
    typing: (isTyping) => current().typing(isTyping),
    markRead: (message_id) => current().markRead(message_id),
    loadOlder: () => current().loadOlder(),
  };
}

function otherOf(conversation: ConversationPayload | null, person: Person | null): Person | null {
  if (!conversation || !person) return null;
  return conversation.voyager_id === person.id ? conversation.Local : conversation.Voyager;
}
