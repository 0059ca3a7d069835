/** What to say of what went wrong: the server's own sentence where there is one. */
export function reasonOf(wrong: unknown): string {
  return wrong instanceof Error ? wrong.message : "Cela n’a pas abouti\u202f; réessayez.";
}

/** The stable word for what went wrong; empty when Escale has not said it. */
export function codeOf(wrong: unknown): string {
  return wrong instanceof Error && "code" in wrong ? String(wrong.code) : "";
}
