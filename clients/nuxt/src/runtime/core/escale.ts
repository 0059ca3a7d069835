import type { LoggedIn, MessagePayload, Person, ServerToClientEvents, SignUp } from "../contract.js";
import { Api } from "./api.js";
import { Connection, type ConnectionState, type Told } from "./connection.js";
import { Conversation } from "./conversation.js";
import { EscaleError } from "./errors.js";
import { Inbox } from "./inbox.js";
import { Outbox } from "./outbox.js";
import { browserStore, type OutboxStore } from "./outbox-store.js";
import type { Session } from "./session.js";
import { Signal, type Stop } from "./signal.js";

export interface Options {
  /** Where Escale is, such as `https://escale.example`. */
  url: string;
  /** The log-in that was kept. */
  session?: Session | null;
  /** Keeps it; called with null when it is over. */
  keep?: (session: Session | null) => void;
  outbox?: OutboxStore;
}

export interface EscaleState {
  readonly connection: ConnectionState;
  readonly person: Person | null;
  /** The server ended the log-in: the person has to log in again. */
  readonly ended: boolean;
}

/** Escale as one person sees it. Until `start` is called nothing is opened: so it may be made on a server, for each request. */
export class Escale {
  readonly url: string;
  readonly api: Api;
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly changed = new Signal();
  isStarted = false;

  readonly #keep: (session: Session | null) => void;
  readonly #conversations = new Map<number, Conversation>();
  #session: Session | null;
  #ended = false;

  constructor({ url, session = null, keep = () => undefined, outbox = browserStore() }: Options) {
    const token = () => this.#session?.token ?? "";
    this.url = url.replace(/\/+$/, "");
    this.#session = session;
    this.#keep = keep;
    this.api = new Api(this.url, token);
    this.connection = new Connection(this.url, token);
    this.outbox = new Outbox(this.connection, outbox);
    this.inbox = new Inbox(this);
    this.connection.changed.on(() => this.changed.tell());
    this.connection.over.on(() => this.#leave(true));
  }

  get state(): EscaleState {
    return { connection: this.connection.state, person: this.#session?.person ?? null, ended: this.#ended };
  }

  /** The id of who is logged in; 0 when nobody is. */
  get me(): number {
    return this.#session?.person.id ?? 0;
  }

  /** Opens the connection if somebody is logged in, and whenever somebody logs in. */
  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    if (this.#session) this.#enter(this.#session);
  }

  stop(): void {
    this.isStarted = false;
    this.connection.close();
    this.outbox.close();
  }

  /** Raises EscaleError; `second_factor_required` asks for the same once more with a `code`. */
  async logIn(email: string, password: string, code?: string): Promise<void> {
    this.#loggedIn(await this.api.logIn({ email, password, ...(code ? { code } : {}) }));
  }

  /** Raises EscaleError. */
  async signUp(body: SignUp): Promise<void> {
    this.#loggedIn(await this.api.signUp(body));
  }

  /** Is logged out here whatever happens. Raises EscaleError when the server could not be told, where the token then stays valid. */
  async logOut(): Promise<void> {
    if (!this.#session) return;
    const told = this.api.logOut();
    this.#leave(false);
    await told.catch((error) => {
      if (!(error instanceof EscaleError && error.code === "unauthorized")) throw error;
    });
  }

  /** The conversation with that id, the same for everybody who asks while it is retained. */
  conversation(id: number): Conversation {
    const present = this.#conversations.get(id) ?? new Conversation(this, id);
    this.#conversations.set(id, present);
    return present;
  }

  forget(conversation: Conversation): void {
    if (this.#conversations.get(conversation.id) === conversation)
      this.#conversations.delete(conversation.id);
  }

  /** Hears an event of the contract until the returned function is called. */
  on<Event extends Told>(event: Event, listener: ServerToClientEvents[Event]): Stop {
    // The library can't see through a name that is not known yet.
    this.connection.socket.on(event, listener as never);
    return () => void this.connection.socket.off(event, listener as never);
  }

  /** That message as a page on another origin shows it: the server's own address goes before an image's. */
  shown(message: MessagePayload): MessagePayload {
    return message.attachment?.startsWith("/")
      ? { ...message, attachment: this.url + message.attachment }
      : message;
  }

  #loggedIn({ token, user }: LoggedIn): void {
    this.connection.close();
    this.#enter({ token, person: { id: user.id, name: user.name } });
  }

  #enter(session: Session): void {
    this.#ended = false;
    this.#session = session;
    this.#keep(session);
    this.outbox.open(session.person.id);
    if (this.isStarted) this.connection.open();
    this.#resetAll();
  }

  #leave(ended: boolean): void {
    this.#session = null;
    this.#ended = ended;
    this.#keep(null);
    this.outbox.close();
    this.connection.close();
    this.#resetAll();
  }

  #resetAll(): void {
    for (const conversation of this.#conversations.values()) conversation.reset();
    this.inbox.reset();
    this.changed.tell();
  }
}
