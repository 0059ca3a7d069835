import { isShown } from "./followed.js";
import { arrived, withId } from "./messages.js";
import { element, slot, viewerId, write } from "./page.js";
import { atBottom, moved, toBottom } from "./scroll.js";
import { text } from "./texts.js";

const button = element("latest", HTMLButtonElement);
/** What the other has said further below than the reader has been.
 * @type {Set<Element>} */
const unseen = new Set();
/** And what came above what is before the reader's eyes, who reads the end: there stands what they have written meanwhile.
 * @type {Set<Element>} */
const above = new Set();
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
    const [first] = above;
    if (first) (element("new") ?? first).scrollIntoView();
    else toBottom();
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
    if (!bubble || (atBottom() && isShown())) continue;
    (atBottom() ? above : unseen).add(bubble);
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
  for (const waiting of [unseen, above]) {
    if (!waiting.has(seen)) continue;
    for (const bubble of waiting) {
      waiting.delete(bubble);
      if (bubble === seen) break;
    }
  }
}

function update() {
  if (!button) return;
  if (atBottom()) {
    for (const bubble of unseen) watcher.unobserve(bubble);
    unseen.clear();
  }
  button.hidden = atBottom() && above.size === 0;
  button.classList.toggle("latest--above", above.size > 0);
  const count = above.size || unseen.size;
  const words = text(above.size ? "latest.above" : count ? "latest.new" : "latest.jump", { count });
  write(slot(button, "latest") ?? button, words);
}
