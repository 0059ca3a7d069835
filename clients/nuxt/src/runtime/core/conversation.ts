import type { MessagePayload } from "../contract.js";
import { type ConversationState, NOTHING } from "./conversation-state.js";
import { dataUrl } from "./data-url.js";
import { EscaleError, isPassing } from "./errors.js";
import type { Escale } from "./escale.js";
import { Held } from "./held.js";
import { beforeUnread, merged, type Messages, newestId, newestUnread, withRead } from "./messages.js";
import { ReadTold } from "./reading.js";
import { Signal, type Stop } from "./signal.js";
import { Typists, TypingTold } from "./typing.js";

const PAGE = 50;
const PATIENCE = 15_000;
const PAUSE = 3000;

/** A conversation, live while somebody retains it. Acknowledgement, echo and catch-up may come in any order. */
export class Conversation {
  readonly id: number;
  readonly changed = new Signal();
  state: ConversationState = NOTHING;

  readonly #escale: Escale;
  readonly #typists = new Typists();
  readonly #typingTold = new TypingTold((isTyping) => this.#tellTyping(isTyping));
  readonly #readTold = new ReadTold((message_id) =>
    this.#escale.connection.ask("message_read", { message_id, conversation_id: this.id, up_to: true }),
  );
  readonly #held = new Held(() => this.#open());
  /** Another one after every reset: what was asked for before it is no longer of interest. */
  #life = 0;
  /** The last id before which nothing is missing: messages of one's own may be known beyond a gap. */
  #complete = 0;
  #loaded = false;
  #loading: Promise<void> | null = null;
  #catching = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(escale: Escale, id: number) {
    this.#escale = escale;
    this.id = id;
  }

  /** Keeps it live until the returned function is called, and every other one that was returned. */
  retain(): Stop {
    return this.#held.hold();
  }

  /**
   * Sends it now, or once there is a connection. `image` is a file, or a data URL; `alt` says what it shows, for whoever does not
   * see it. What is blank is not sent.
   */
  async send(content: string, image?: Blob | string, alt = ""): Promise<void> {
    if (!content.trim()) return;
    const attachment = image instanceof Blob ? await dataUrl(image) : image;
    const sent = attachment ? { attachment, attachment_alt: alt } : {};
    this.#escale.outbox.add({ conversation_id: this.id, content, ...sent });
    this.#typingTold.forget(); // the server says it with the message
  }

  /** To be called with each key: it is told as often as need be, and taken back after a silence. */
  typing(isTyping = true): void {
    this.#typingTold.typing(isTyping);
  }

  /** That message of the other person and all before it have been seen; now, or as soon as it can be told. */
  markRead(message_id = newestUnread(this.state.messages, this.#escale.me)): void {
    this.#readTold.want(message_id);
    void this.#tellRead();
  }

  /** Loads a page of earlier messages. Raises EscaleError. */
  loadOlder(): Promise<void> {
    if (!this.state.hasOlder) return Promise.resolve();
    this.#loading ??= this.#loadPage(this.state.messages[0]?.id).finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** Begins anew, for whoever is logged in now. */
  reset(): void {
    this.#life += 1;
    this.#complete = 0;
    this.#loaded = this.#catching = this.#again = false;
    this.#loading = null;
    this.#readTold.forget();
    clearTimeout(this.#timer);
    this.#typingTold.forget();
    this.#typists.clear();
    this.#set({ ...NOTHING, outbox: this.#escale.outbox.of(this.id) });
    if (this.#held.isHeld) void this.#catchUp();
  }

  #open(): Stop {
    const { socket, changed, woken } = this.#escale.connection;
    const { outbox } = this.#escale;
    const stops = [
      this.#escale.on("new_message", (message) => this.#heard(message)),
      this.#escale.on("message_read_update", (read) => {
        if (read.conversation_id === this.id) this.#markedRead(read.read_by, (id) => id === read.message_id);
      }),
      this.#escale.on("user_typing", ({ conversation_id, user_id, isTyping }) => {
        if (conversation_id === this.id && user_id !== this.#escale.me) this.#typists.set(user_id, isTyping);
      }),
      this.#escale.on("conversation_updated", (conversation) => {
        if (conversation.id === this.id) this.#set({ conversation });
      }),
      this.#typists.changed.on(() => this.#set({ typing: this.#typists.ids })),
      outbox.changed.on((id) => id === this.id && this.#set({ outbox: outbox.of(id) })),
      outbox.stored.on(({ message }) => this.#receive([message])),
      changed.on(() => (socket.connected ? void this.#catchUp() : this.#unplugged())),
      woken.on(() => void this.#catchUp()),
    ];
    this.#set({ outbox: outbox.of(this.id) });
    void this.#catchUp();
    return () => this.#close(stops);
  }

  #close(stops: Stop[]): void {
    this.#typingTold.stop();
    for (const stop of stops) stop();
    const { socket } = this.#escale.connection;
    if (socket.connected) socket.emit("leave_conversation", this.id);
    this.reset();
    this.#escale.forget(this);
  }

  #unplugged(): void {
    this.#typists.clear();
    this.#typingTold.forget();
    this.#set({ live: false });
  }

  /** Loads what is there, joins the room, and asks for what was said meanwhile; again when need be. */
  async #catchUp(): Promise<void> {
    if (!this.#escale.isStarted || !this.#escale.me) return;
    this.#again = this.#catching;
    if (this.#catching) return;
    this.#catching = true;
    clearTimeout(this.#timer);
    const life = this.#life;
    const { id } = this.#escale.connection.socket;
    try {
      if (!this.#loaded) await this.#loadPage();
      if (life !== this.#life) return;
      this.#again = false; // a connection that came meanwhile is the one by which it joins now
      if (this.#escale.connection.state === "connected") await this.#join(life);
    } catch (error) {
      if (life === this.#life) this.#failed(error, id);
    } finally {
      if (life === this.#life) this.#catching = false;
    }
    if (life === this.#life && this.#again) await this.#catchUp();
  }

  async #loadPage(before?: number): Promise<void> {
    const life = this.#life;
    const { api } = this.#escale;
    const first = before === undefined;
    const [page, one] = await Promise.all([
      api.messages(this.id, first ? { limit: PAGE } : { before, limit: PAGE }),
      first ? api.conversation(this.id) : null,
    ]);
    if (life !== this.#life) return;
    this.#receive(page.messages);
    if (first) {
      this.#complete = newestId(page.messages);
      this.#loaded = true;
    }
    this.#set({ hasOlder: page.has_more, error: null, ...(one ?? {}) });
  }

  async #join(life: number): Promise<void> {
    const { connection, me } = this.#escale;
    const { id } = connection.socket;
    let after_id = Math.min(this.#complete, beforeUnread(this.state.messages, me));
    for (let more = true; more;) {
      const asked = { conversation_id: this.id, after_id };
      const answer = await connection.ask("join_conversation", asked, PATIENCE);
      if (life !== this.#life) return;
      if (!answer.ok) throw new EscaleError(answer.error);
      const since = answer.messages ?? [];
      this.#receive(since);
      after_id = Math.max(after_id, newestId(since));
      more = Boolean(answer.has_more) && since.length > 0;
    }
    if (connection.socket.id !== id) return void (this.#again = true);
    this.#complete = Math.max(this.#complete, after_id);
    this.#set({ live: true, error: null });
    void this.#tellRead();
  }

  /** `socketId` is that of the connection by which it was tried. */
  #failed(error: unknown, socketId: string | undefined): void {
    const wrong =
      error instanceof EscaleError ? error : new EscaleError({ code: "internal", message: String(error) });
    const { connection } = this.#escale;
    if (wrong.code === "unauthorized") return connection.over.tell();
    if (!isPassing(wrong)) return this.#set({ error: wrong });
    this.#timer = setTimeout(() => void this.#catchUp(), 1000 * (wrong.retry_after ?? 0) || PAUSE);
    const { connected, id } = connection.socket;
    // A connection that looks alive and does not answer is a dead one, found after a sleep.
    if (wrong.code === "unreachable" && this.#loaded && connected && id === socketId) connection.renew();
  }

  /** Said in the room, where everything arrives in order once one has caught up. */
  #heard(message: MessagePayload): void {
    if (message.conversation_id !== this.id) return;
    this.#typists.set(message.user_id, false);
    this.#receive([message]);
    if (this.state.live) this.#complete = Math.max(this.#complete, message.id);
  }

  #receive(messages: Messages): void {
    const ours = messages.filter((message) => message.conversation_id === this.id);
    const known = new Set(this.state.messages.map(({ id }) => id));
    for (const message of ours)
      if (message.id > this.#complete && !known.has(message.id)) this.#escale.outbox.echoed(message);
    const shown = ours.map((message) => this.#escale.shown(message));
    this.#set({ messages: merged(this.state.messages, shown) });
  }

  #markedRead(reader: number, isMeant: (id: number) => boolean): void {
    this.#set({ messages: withRead(this.state.messages, reader, isMeant) });
  }

  async #tellRead(): Promise<void> {
    if (!this.state.live) return; // the next connection tells it
    const life = this.#life;
    const marked = await this.#readTold.tell();
    if (life === this.#life) this.#markedRead(this.#escale.me, (id) => id <= marked);
  }

  #tellTyping(isTyping: boolean): boolean {
    const { socket } = this.#escale.connection;
    // Never later: what one did before the connection was lost is of no interest after it.
    if (socket.connected) socket.emit("typing", { conversation_id: this.id, isTyping });
    return socket.connected;
  }

  #set(change: Partial<ConversationState>): void {
    const names = Object.keys(change) as (keyof ConversationState)[];
    if (names.every((name) => this.state[name] === change[name])) return;
    this.state = { ...this.state, ...change };
    this.changed.tell();
  }
}
