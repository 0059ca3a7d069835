// What `make check` compiles: codes that the contract has, and none that it has not.
import type { ApiError, Code, EscaleError, Refusal } from "../src/runtime/core/index.js";

export function told(answer: ApiError, refusal: Refusal, error: EscaleError): boolean[] {
  const known: Code[] = ["second_factor_required", "unknown_event", "unreachable"];
  return [
    answer.code === "wrong_credentials",
    refusal.code === "too_many",
    known.includes(error.code),
    // @ts-expect-error -- no such code
    answer.code === "wrong_credential",
    // @ts-expect-error -- no such code
    refusal.code === "to_many",
    // @ts-expect-error -- no such code
    error.code === "unreachible",
  ];
}
