import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ConnectRefusal, ServerToClientEvents } from "../contract.js";
import { unreachable } from "./errors.js";
import { Signal, type Stop } from "./signal.js";
import { onWake } from "./wake.js";

export type EscaleSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
export type Asked = keyof ClientToServerEvents;
export type Told = keyof ServerToClientEvents;
export type Payload<Event extends Asked> = Parameters<ClientToServerEvents[Event]>[0];
export type Answer<Event extends Asked> = Parameters<
  NonNullable<Parameters<ClientToServerEvents[Event]>[1]>
>[0];

/** `idle`: nobody is logged in. `lost`: it will be back, and says so. */
export type ConnectionState = "idle" | "connecting" | "connected" | "lost";

const PATIENCE = 20_000;
const MOVING = 500;
const SETTLED = 10_000;
const REFUSED = 5000;

/** The one socket, kept connected while it is open. */
export class Connection {
  readonly socket: EscaleSocket;
  readonly changed = new Signal();
  /** The page may have missed something without noticing. */
  readonly woken = new Signal();
  /** The server no longer knows this log-in. */
  readonly over = new Signal();
  state: ConnectionState = "idle";

  #wanted = false;
  #triedAgain = false;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #asleep: Stop = () => undefined;

  constructor(url: string, token: () => string) {
    this.socket = io(url, {
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: 8000,
      autoConnect: false,
      forceNew: true, // io() would keep it in a place that all requests of a server share
      auth: (give) => give({ token: token() }),
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
    });
    this.socket.on("connect", () => this.#connected());
    this.socket.on("disconnect", (reason) => this.#lost(reason));
    this.socket.on("connect_error", (error) =>
      this.#refused("data" in error ? (error.data as ConnectRefusal) : undefined),
    );
  }

  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#asleep = onWake(() => this.#wake());
    this.#become("connecting");
    this.socket.connect();
  }

  close(): void {
    this.#wanted = false;
    this.#triedAgain = false;
    this.#asleep();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.socket.disconnect();
    this.#become("idle");
  }

  /** Begins a new connection now: instead of waiting for one, or of one that looks alive and does not answer. */
  renew(): void {
    if (this.#wanted) this.socket.disconnect().connect();
  }

  /**
   * The server's answer to an event.
   *
   * Raises EscaleError (`unreachable`) when it is late, or the connection is or gets lost: whether the server did it is then unknown.
   */
  async ask<Event extends Asked>(
    event: Event,
    payload: Payload<Event>,
    patience = PATIENCE,
  ): Promise<Answer<Event>> {
    // Socket.IO would keep it and send it some day, behind the back of whoever asks again.
    if (!this.socket.connected) throw unreachable();
    try {
      return await (this.socket.timeout(patience) as any).emitWithAck(event, payload);
    } catch {
      throw unreachable();
    }
  }

  #connected(): void {
    const { id } = this.socket;
    this.#later(SETTLED, () => {
      if (this.socket.id === id) this.#triedAgain = false;
    });
    this.#become("connected");
  }

  #lost(reason: Socket.DisconnectReason): void {
    if (!this.#wanted) return;
    this.#become("lost");
    // Socket.IO never comes back by itself from this one. The server may have ended the session, or only be moving.
    if (reason !== "io server disconnect") return;
    if (this.#triedAgain) return this.over.tell();
    this.#triedAgain = true;
    this.#later(MOVING, () => this.socket.connect());
  }

  #refused(refusal: ConnectRefusal | undefined): void {
    if (!this.#wanted) return;
    if (refusal?.code === "unauthorized") return this.over.tell();
    this.#become("lost");
    if (!this.socket.active)
      this.#later(1000 * (refusal?.retry_after ?? 0) || REFUSED, () => this.socket.connect());
  }

  #wake(): void {
    if (this.socket.connected) this.woken.tell();
    else this.renew();
  }

  #become(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    this.changed.tell();
  }

  #later(pause: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#wanted) act();
    }, pause);
    this.#timers.add(timer);
  }
}
