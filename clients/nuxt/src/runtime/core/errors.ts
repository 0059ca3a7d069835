import type { Refusal } from "../contract.js";

/** `code` is a stable word for programs (the server's, or `unreachable`), `message` a sentence for people. */
export class EscaleError extends Error implements Refusal {
  override readonly name = "EscaleError";
  readonly code: string;
  /** HTTP's status; 0 when there was no answer, or it came over the socket. */
  readonly status: number;
  /** What was asked for wrongly, where it can be named. */
  readonly field?: string;
  /** Seconds after which to try again. */
  readonly retry_after?: number;

  constructor(refusal: Refusal & { status?: number; field?: string }) {
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
export function isPassing({ code }: Refusal): boolean {
  return ["unreachable", "too_many", "unavailable", "internal"].includes(code);
}
