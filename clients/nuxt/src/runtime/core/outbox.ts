import type { MessagePayload, Refusal } from "../contract.js";
import type { Connection } from "./connection.js";
import { EscaleError, isPassing } from "./errors.js";
import type { OutboxStore, Waiting } from "./outbox-store.js";
import { Signal } from "./signal.js";
import { uuid } from "./uuid.js";

const PATIENCE = 20_000;
const CHARACTERS_PER_MS = 20; // a photo is waited for as long as a slow uplink needs
const TRIES = 6;
const LONGEST = 30_000;
const LARGEST_IMAGE = 4 * Math.ceil((10 * 1024 * 1024) / 3); // characters of base64: 10 MiB
const TOO_LARGE: Refusal = {
  code: "attachment_too_large",
  message: "Image trop lourde (10\u00a0Mo au plus)",
};

export interface Written {
  conversation_id: number;
  content: string;
  attachment?: string;
  attachment_alt?: string;
}

/** What a person has written and the server has not acknowledged: sent in the order of writing, one at a time in each conversation. */
export class Outbox {
  /** Something of that conversation was put in, taken out or refused. */
  readonly changed = new Signal<number>();
  /** The server has stored it. */
  readonly stored = new Signal<{ client_id: string; message: MessagePayload }>();

  readonly #connection: Connection;
  readonly #store: OutboxStore;
  #owner = 0;
  #items = new Map<string, Waiting>();
  #lastPosition = 0;
  #sending = new Map<number, Waiting>();
  #echoed = new Set<string>();
  #tries = new Map<string, number>();
  #resting = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(connection: Connection, store: OutboxStore) {
    this.#connection = connection;
    this.#store = store;
    connection.changed.on(() => {
      if (connection.state !== "connected") return;
      this.#rested();
      this.#tries.clear();
      this.#sendAll();
    });
  }

  /** Takes up what that person had written before. */
  open(owner: number): void {
    if (this.#owner === owner) return;
    this.close();
    this.#owner = owner;
    for (const item of this.#store.all(owner)) this.#items.set(item.client_id, item);
    this.#tellAll();
    this.#sendAll();
  }

  /** Forgets it here; it stays stored for that person. */
  close(): void {
    this.#owner = 0;
    this.#rested();
    this.#items = new Map();
    this.#sending = new Map();
    this.#echoed.clear();
    this.#tries.clear();
  }

  /** What is shown beside that conversation's messages, in the order of writing. */
  of(conversation_id: number): Waiting[] {
    return this.#of(conversation_id).filter((item) => !this.#echoed.has(item.client_id));
  }

  /** Raises EscaleError (`unauthorized`) when nobody is logged in. */
  add(written: Written): Waiting {
    if (!this.#owner) throw new EscaleError({ code: "unauthorized", message: "Connectez-vous pour écrire." });
    const item: Waiting = {
      ...written,
      content: written.content.replaceAll("\r\n", "\n"), // as it will come back
      client_id: uuid(),
      createdAt: new Date().toISOString(),
      position: this.#nextPosition(),
      state: "waiting",
      error: null,
    };
    this.#put(item);
    this.#sendAll();
    return item;
  }

  /** Sends what was refused again, as the same message, after whatever was written since. */
  retry(client_id: string): void {
    const item = this.#items.get(client_id);
    if (item?.state !== "failed") return;
    this.#put({ ...item, state: "waiting", error: null, position: this.#nextPosition() });
    this.#sendAll();
  }

  discard(client_id: string): void {
    if (this.#items.get(client_id)?.state === "failed") this.#remove(client_id);
  }

  /** A message of one's own came before its acknowledgement: from then on it is shown, and the waiting one is not. */
  echoed(message: MessagePayload): void {
    const item = this.#sending.get(message.conversation_id);
    if (!item || message.user_id !== this.#owner || item.content !== message.content) return;
    if (!item.attachment !== (message.attachment === null)) return;
    this.#echoed.add(item.client_id);
    this.changed.tell(message.conversation_id);
  }

  #sendAll(): void {
    for (const id of new Set([...this.#items.values()].map((item) => item.conversation_id)))
      void this.#sendConversation(id);
  }

  async #sendConversation(id: number): Promise<void> {
    const owner = this.#owner;
    while (
      this.#owner === owner &&
      this.#connection.state === "connected" &&
      !this.#sending.has(id) &&
      !this.#resting.has(id)
    ) {
      const next = this.#of(id).find((item) => item.state === "waiting");
      if (!next) return;
      this.#sending.set(id, next);
      const act = await this.#send(next);
      if (this.#owner !== owner) return;
      this.#sending.delete(id);
      act();
    }
  }

  #of(id: number): Waiting[] {
    const items = [...this.#items.values()].filter((item) => item.conversation_id === id);
    return items.sort((one, other) => one.position - other.position);
  }

  /** Returns what to do about the answer. */
  async #send(item: Waiting): Promise<() => void> {
    const { client_id, conversation_id, content, attachment, attachment_alt } = item;
    // The server cuts the connection of whoever sends much more, and would do so at each new try.
    if (attachment && attachment.length - attachment.indexOf(",") - 1 > LARGEST_IMAGE)
      return () => this.#refused(item, TOO_LARGE);
    const image = attachment ? { attachment, ...(attachment_alt ? { attachment_alt } : {}) } : {};
    const payload = { conversation_id, content, client_id, ...image };
    const patience = PATIENCE + (attachment?.length ?? 0) / CHARACTERS_PER_MS;
    try {
      const answer = await this.#connection.ask("send_message", payload, patience);
      return answer.ok ? () => this.#settle(item, answer.message) : () => this.#refused(item, answer.error);
    } catch {
      // Late or cut off: it may have been stored, so it is sent again as the same message.
      return () => this.#rest(item, this.#delay(item));
    }
  }

  #settle({ client_id }: Waiting, message: MessagePayload): void {
    this.stored.tell({ client_id, message });
    this.#remove(client_id);
  }

  #refused(item: Waiting, error: Refusal): void {
    if (error.code === "unauthorized") return this.#connection.over.tell();
    const pause = error.code === "too_many" ? 1000 * (error.retry_after ?? 5) : this.#delay(item);
    if (error.code === "too_many" || (isPassing(error) && this.#tries.get(item.client_id)! <= TRIES))
      return this.#rest(item, pause);
    this.#tries.delete(item.client_id);
    this.#echoed.delete(item.client_id);
    this.#put({ ...item, state: "failed", error });
  }

  #delay({ client_id }: Waiting): number {
    const count = (this.#tries.get(client_id) ?? 0) + 1;
    this.#tries.set(client_id, count);
    return Math.min(1000 * 2 ** (count - 1), LONGEST);
  }

  /** Its conversation sends nothing for a while. */
  #rest({ conversation_id }: Waiting, pause: number): void {
    const timer = setTimeout(() => {
      this.#resting.delete(conversation_id);
      void this.#sendConversation(conversation_id);
    }, pause);
    this.#resting.set(conversation_id, timer);
  }

  #rested(): void {
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }

  #put(item: Waiting): void {
    this.#items.set(item.client_id, item);
    this.#store.put(this.#owner, item);
    this.changed.tell(item.conversation_id);
  }

  #remove(client_id: string): void {
    const item = this.#items.get(client_id);
    if (!item) return;
    this.#items.delete(client_id);
    this.#echoed.delete(client_id);
    this.#tries.delete(client_id);
    this.#store.remove(this.#owner, client_id);
    this.changed.tell(item.conversation_id);
  }

  #tellAll(): void {
    for (const { conversation_id } of this.#items.values()) this.changed.tell(conversation_id);
  }

  #nextPosition(): number {
    this.#lastPosition = Math.max(Date.now(), this.#lastPosition + 1);
    return this.#lastPosition;
  }
}
