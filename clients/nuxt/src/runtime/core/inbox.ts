import type { ConversationPayload } from "../contract.js";
import { EscaleError } from "./errors.js";
import type { Escale } from "./escale.js";
import { Held } from "./held.js";
import { Signal, type Stop } from "./signal.js";

const PAUSE = 3000;

export interface InboxState {
  /** The latest activity first. */
  readonly conversations: readonly ConversationPayload[];
  /** Messages that wait to be read, in all that is loaded. */
  readonly unread: number;
  readonly loaded: boolean;
  readonly hasMore: boolean;
}

export const NO_INBOX: InboxState = { conversations: [], unread: 0, loaded: false, hasMore: false };

/** One's conversations, live while somebody retains them. */
export class Inbox {
  readonly changed = new Signal();
  state: InboxState = NO_INBOX;

  readonly #escale: Escale;
  readonly #held = new Held(() => this.#open());
  #life = 0;
  #next: string | null = null;
  /** For each page that is on its way: what was told of meanwhile, and so is newer than what it says of them. */
  readonly #told = new Set<Set<number>>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(escale: Escale) {
    this.#escale = escale;
  }

  /** Keeps it live until the returned function is called, and every other one that was returned. */
  retain(): Stop {
    return this.#held.hold();
  }

  /** Loads the next page. Raises EscaleError. */
  async loadMore(): Promise<void> {
    if (this.#next) await this.#load({ before: this.#next });
  }

  /** Begins anew, for whoever is logged in now. */
  reset(): void {
    this.#life += 1;
    this.#next = null;
    clearTimeout(this.#timer);
    this.#become(NO_INBOX);
    if (this.#held.isHeld) void this.#refresh();
  }

  #open(): Stop {
    const { connection } = this.#escale;
    const stops = [
      this.#escale.on("conversation_updated", (conversation) => {
        for (const told of this.#told) told.add(conversation.id);
        this.#put([conversation]);
      }),
      connection.changed.on(() => connection.state === "connected" && void this.#refresh()),
      connection.woken.on(() => void this.#refresh()),
    ];
    void this.#refresh();
    return () => {
      for (const stop of stops) stop();
      this.reset();
    };
  }

  /** The first page again, and what else was written in: while nobody could say so, that may be more than a page. */
  async #refresh(): Promise<void> {
    if (!this.#escale.isStarted || !this.#escale.me) return;
    const life = this.#life;
    clearTimeout(this.#timer);
    const after = this.state.conversations[0]?.updatedAt;
    try {
      let before = await this.#load();
      while (after && before && life === this.#life) before = await this.#load({ before, after });
    } catch (error) {
      if (life !== this.#life) return;
      if (error instanceof EscaleError && error.code === "unauthorized")
        return this.#escale.connection.over.tell();
      this.#timer = setTimeout(() => void this.#refresh(), PAUSE);
    }
  }

  /** Returns the `before` of the next page. */
  async #load(query: { before?: string; after?: string } = {}): Promise<string | null> {
    const life = this.#life;
    const told = new Set<number>();
    this.#told.add(told);
    const page = await this.#escale.api.conversations(query).finally(() => this.#told.delete(told));
    if (life !== this.#life) return null;
    const goesOn = query.before && !query.after;
    if (goesOn || !this.state.loaded) this.#next = page.next;
    this.#put(page.conversations.filter((conversation) => !told.has(conversation.id)));
    this.#become({ ...this.state, loaded: true, hasMore: this.#next !== null });
    return page.next;
  }

  #put(conversations: readonly ConversationPayload[]): void {
    const sorted = arranged(this.state.conversations, conversations);
    const unread = sorted.reduce((sum, conversation) => sum + conversation.unread, 0);
    this.#become({ ...this.state, conversations: sorted, unread });
  }

  #become(state: InboxState): void {
    this.state = state;
    this.changed.tell();
  }
}

/** Both, each conversation once as `news` has it, the latest activity first. */
export function arranged(
  known: readonly ConversationPayload[],
  news: readonly ConversationPayload[],
): ConversationPayload[] {
  const byId = new Map([...known, ...news].map((conversation) => [conversation.id, conversation]));
  return [...byId.values()].sort(
    (one, other) => other.updatedAt.localeCompare(one.updatedAt) || other.id - one.id,
  );
}
