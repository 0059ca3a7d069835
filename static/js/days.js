import { dayKey, dayLabel } from "./dates.js";
import { slot, write } from "./page.js";

/**
 * Puts one separator before the first message of each of the reader's own days, and takes the others away.
 *
 * @param {HTMLElement} list
 */
export function separateDays(list) {
  /** @type {Map<string, HTMLElement[]>} */
  const present = new Map();
  for (const separator of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(":scope > .day"))) {
    const key = separator.dataset.day ?? "";
    present.set(key, [...(present.get(key) ?? []), separator]);
  }

  let current = "";
  for (const bubble of list.querySelectorAll(":scope > article")) {
    const moment = slot(bubble, "createdAt")?.getAttribute("datetime") ?? "";
    const key = dayKey(moment);
    if (key === current) continue;
    current = key;
    const separator = present.get(key)?.shift() ?? newSeparator(key);
    write(separator, dayLabel(moment));
    const first = bubble.previousElementSibling?.matches(".unread-divider")
      ? bubble.previousElementSibling
      : bubble;
    if (first.previousElementSibling !== separator) first.before(separator);
  }

  for (const separator of [...present.values()].flat()) separator.remove();
}

/** @param {string} key */
function newSeparator(key) {
  const separator = document.createElement("div");
  separator.className = "day";
  separator.dataset.day = key;
  return separator;
}
