import { any } from "./outbox-store.js";
import { changed, discarded, stored } from "./outbox.js";

/** Whoever logs out leaves nothing in this browser but messages that have not gone yet: the form says whether there are any. */
export function start() {
  for (const happening of [changed, stored, discarded]) happening.on(say);
  say();
}

async function say() {
  const unsent = (await any()) ? "1" : "";
  for (const field of document.getElementsByName("unsent")) field.setAttribute("value", unsent);
}
