import { any } from "./outbox-store.js";
import { changed } from "./outbox.js";

/** Whoever logs out leaves nothing in this browser but messages that have not gone yet: the form says whether there are any. */
export function start() {
  changed.on(say);
  say();
}

async function say() {
  const unsent = (await any()) ? "1" : "";
  for (const field of document.getElementsByName("unsent")) field.setAttribute("value", unsent);
}
