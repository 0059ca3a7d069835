import type { ApiErrorCode, RefusalCode } from "../contract.js";

/** The server's words, over HTTP and over the socket, and the one that is told where it said nothing. */
export type Code = ApiErrorCode | RefusalCode | "unreachable";

/** What is refused, whichever way that came. */
export interface Refused {
  code: Code;
  message: string;
  field?: string;
  retry_after?: number;
}

const PASSING: readonly Code[] = ["unreachable", "too_many", "unavailable", "internal"];

/** `code` is a stable word for programs (the server's, or `unreachable`), `message` a sentence for people. */
export class EscaleError extends Error implements Refused {
  override readonly name = "EscaleError";
  readonly code: Code;
  /** HTTP's status; 0 when there was no answer, or it came over the socket. */
  readonly status: number;
  /** What was asked for wrongly, where it can be named. */
  readonly field?: string;
  /** Seconds after which to try again. */
  readonly retry_after?: number;

  constructor(refusal: Refused & { status?: number }) {
    super(refusal.message);
    this.code = refusal.code;
    this.status = refusal.status ?? 0;
    if (refusal.field !== undefined) this.field = refusal.field;
    if (refusal.retry_after !== undefined) this.retry_after = refusal.retry_after;
  }
}

/** There was no answer: whether the server did it is unknown. */
export function unreachable(): EscaleError {
  return new EscaleError({
    code: "unreachable",
    message: "Escale ne répond pas\u202f; vérifiez votre connexion.",
  });
}

/** Whether it may go through when it is tried again. */
export function isPassing({ code }: Refused): boolean {
  return PASSING.includes(code);
}
