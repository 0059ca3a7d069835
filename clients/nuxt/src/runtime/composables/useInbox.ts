import { computed, type ComputedRef, onScopeDispose, shallowRef } from "vue";
import type { ConversationPayload, InboxState } from "../core/index.js";
import { NO_INBOX } from "../core/inbox.js";
import { provided } from "../provided.js";

export interface UseInbox {
  /** The latest activity first. */
  conversations: ComputedRef<readonly ConversationPayload[]>;
  /** Messages that wait to be read. */
  unread: ComputedRef<number>;
  loaded: ComputedRef<boolean>;
  hasMore: ComputedRef<boolean>;
  loadMore: () => Promise<void>;
}

/** One's conversations, live while the component is mounted. */
export function useInbox(): UseInbox {
  const { inbox } = provided().client;
  const state = shallowRef<InboxState>(NO_INBOX);

  if (import.meta.client) {
    const release = inbox.retain();
    const stop = inbox.changed.on(() => (state.value = inbox.state));
    state.value = inbox.state;
    onScopeDispose(() => {
      stop();
      release();
    });
  }

  return {
    conversations: computed(() => state.value.conversations),
    unread: computed(() => state.value.unread),
    loaded: computed(() => state.value.loaded),
    hasMore: computed(() => state.value.hasMore),
    loadMore: () => inbox.loadMore(),
  };
}
