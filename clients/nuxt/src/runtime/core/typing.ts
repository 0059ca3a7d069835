import { Signal } from "./signal.js";

const EVERY = 3000;
const SILENCE = 5000;
const FORGOTTEN = 10_000;

/** Tells the other person that one is writing, not too often, and when one no longer is. */
export class TypingTold {
  readonly #tell: (isTyping: boolean) => boolean;
  #told = Number.NEGATIVE_INFINITY;
  #silence: ReturnType<typeof setTimeout> | undefined;

  /** `tell` returns whether it could be told. */
  constructor(tell: (isTyping: boolean) => boolean) {
    this.#tell = tell;
  }

  typing(isTyping: boolean): void {
    if (!isTyping) return this.stop();
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.stop(), SILENCE);
    if (Date.now() - this.#told >= EVERY && this.#tell(true)) this.#told = Date.now();
  }

  stop(): void {
    if (this.#told !== Number.NEGATIVE_INFINITY) this.#tell(false);
    this.forget();
  }

  /** The server has said it, or nobody is there to be told. */
  forget(): void {
    clearTimeout(this.#silence);
    this.#told = Number.NEGATIVE_INFINITY;
  }
}

/** Who is writing. Whoever does not say so again is forgotten: the connection may have been cut in between. */
export class Typists {
  readonly changed = new Signal();
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  get ids(): number[] {
    return [...this.#timers.keys()];
  }

  set(user_id: number, isTyping: boolean): void {
    const before = this.#timers.has(user_id);
    clearTimeout(this.#timers.get(user_id));
    if (isTyping)
      this.#timers.set(
        user_id,
        setTimeout(() => this.set(user_id, false), FORGOTTEN),
      );
    else this.#timers.delete(user_id);
    if (before !== isTyping) this.changed.tell();
  }

  clear(): void {
    for (const user_id of this.ids) this.set(user_id, false);
  }
}
