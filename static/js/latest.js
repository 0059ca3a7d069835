import { arrived, withId } from "./messages.js";
import { element, slot, viewerId, write } from "./page.js";
import { atBottom, moved, toBottom } from "./scroll.js";
import { text } from "./texts.js";

const button = element("latest", HTMLButtonElement);
/** What the other has said further below than the reader has been. */
const unseen = new Set();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) forget(target);
    update();
  },
  { root: element("scroll") },
);

export function start() {
  if (!button) return;
  button.addEventListener("click", () => {
    // It goes away with the click: whoever pressed it by a key is where it led.
    element("scroll")?.focus({ preventScroll: true });
    toBottom();
  });
  moved.on(update);
  arrived.on((messages) => {
    count(messages.filter((message) => message.user_id !== viewerId).map(({ id }) => withId(id)));
  });
  count(document.querySelectorAll("#new ~ article:not(.message--mine)"));
}

/** @param {Iterable<Element | null>} bubbles */
function count(bubbles) {
  for (const bubble of bubbles) {
    if (!bubble || atBottom()) continue;
    unseen.add(bubble);
    watcher.observe(bubble);
  }
  update();
}

/**
 * Whoever has come as far as that has passed those above it.
 *
 * @param {Element} seen
 */
function forget(seen) {
  if (!unseen.has(seen)) return;
  for (const bubble of unseen) {
    unseen.delete(bubble);
    if (bubble === seen) break;
  }
}

function update() {
  if (!button) return;
  if (atBottom()) {
    unseen.clear();
    watcher.disconnect();
  }
  button.hidden = atBottom();
  const words = text(unseen.size === 0 ? "latest.jump" : "latest.new", { count: unseen.size });
  write(slot(button, "latest") ?? button, words);
}
