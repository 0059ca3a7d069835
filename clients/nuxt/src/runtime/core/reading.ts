import type { Answer } from "./connection.js";
import { isPassing } from "./errors.js";

/** Tells the server what was read, once. */
export class ReadTold {
  readonly #ask: (message_id: number) => Promise<Answer<"message_read">>;
  #wanted = 0;
  #told = 0;

  constructor(ask: (message_id: number) => Promise<Answer<"message_read">>) {
    this.#ask = ask;
  }

  /** That message and all before it have been seen. */
  want(message_id: number): void {
    this.#wanted = Math.max(this.#wanted, message_id);
  }

  /** Up to which message the server has marked them; 0 when there was nothing to tell, or it has to be told again. */
  async tell(): Promise<number> {
    const [wanted, before] = [this.#wanted, this.#told];
    if (wanted <= before) return 0;
    this.#told = wanted;
    const answer = await this.#ask(wanted).catch(() => null);
    if (answer?.ok) return wanted;
    if ((!answer || isPassing(answer.error)) && this.#told === wanted) this.#told = before;
    return 0;
  }

  forget(): void {
    this.#wanted = this.#told = 0;
  }
}
