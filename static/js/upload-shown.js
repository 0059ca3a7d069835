import { slot } from "./page.js";
import { text } from "./texts.js";

/** How far the photos of bubbles have come.
 * @type {WeakMap<HTMLElement, number>} */
const parts = new WeakMap();

/**
 * Shows in a bubble that already says that it waits how much of its photo has left.
 *
 * @param {HTMLElement} bubble
 * @param {number | undefined} [part] the latest that is known unless given
 */
export function showProgress(bubble, part = parts.get(bubble)) {
  const place = slot(bubble, "state");
  if (part === undefined) return;
  parts.set(bubble, part);
  if (!place?.hasChildNodes()) return;
  let bar = place.querySelector("progress");
  if (!bar) {
    bar = document.createElement("progress");
    bar.setAttribute("aria-label", text("upload"));
    place.firstChild?.replaceWith(bar);
  }
  bar.value = part;
  // What has left whole may be stored already: it can't be promised any more that it is not.
  offer(place.querySelector("button"), part < 1);
}

/**
 * A button that stops the sending, for as long as that can be done.
 *
 * @param {HTMLElement} bubble
 * @param {() => void} act
 */
export function cancel(bubble, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "discard";
  button.textContent = text("upload.cancel");
  button.hidden = parts.get(bubble) === 1;
  button.addEventListener("click", act, { once: true });
  return button;
}

/**
 * @param {HTMLButtonElement | null} button
 * @param {boolean} possible
 */
function offer(button, possible) {
  if (!button) return;
  if (!possible && button === document.activeElement) document.getElementById("content")?.focus();
  button.hidden = !possible;
}
