import type { Person } from "../contract.js";

/** A log-in, as it is kept from one page to the next. */
export interface Session {
  token: string;
  person: Person;
}

/** What was kept, where that is a log-in; null for whatever else stands in its place. */
export function sessionOf(kept: unknown): Session | null {
  const { token, person } = fields(kept);
  const { id, name } = fields(person);
  const isOne = typeof token === "string" && token && typeof id === "number" && typeof name === "string";
  return isOne ? { token, person: { id, name } } : null;
}

function fields(kept: unknown): Record<string, unknown> {
  return typeof kept === "object" && kept !== null ? { ...kept } : {};
}
