import { signal } from "./signal.js";

/** The page may have slept: a tab shown again, a page taken back from the browser's history, a network that returned.
 * @type {import("./types.js").Signal<void>} */
export const woken = signal();

/** Whether nobody can be looking at the page. */
export function hidden() {
  return document.visibilityState === "hidden";
}

document.addEventListener("visibilitychange", () => {
  if (!hidden()) woken.tell();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) woken.tell();
});
addEventListener("online", () => woken.tell());
