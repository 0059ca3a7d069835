import type { Stop } from "./signal.js";

/** What is open while anybody holds it. */
export class Held {
  readonly #open: () => Stop;
  #close: Stop = () => undefined;
  #holders = 0;

  /** `open` returns what closes it. */
  constructor(open: () => Stop) {
    this.#open = open;
  }

  get isHeld(): boolean {
    return this.#holders > 0;
  }

  hold(): Stop {
    if (this.#holders++ === 0) this.#close = this.#open();
    let holds = true;
    return () => {
      if (holds && --this.#holders === 0) this.#close();
      holds = false;
    };
  }
}
