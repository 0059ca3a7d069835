import { signal } from "./signal.js";

/** The page may have slept: a tab shown again, a page taken back from the browser's history, a network that returned.
 * @type {import("./types.js").Signal<void>} */
export const woken = signal();

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") woken.tell();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) woken.tell();
});
addEventListener("online", () => woken.tell());
