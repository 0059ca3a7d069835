import { element } from "./page.js";
import { signal } from "./signal.js";

const NEAR = 48;

const scroller = element("scroll");
// Turned round, a column counts from its end: 0 at the bottom, negative above it.
const turned = scroller ? getComputedStyle(scroller).flexDirection.endsWith("-reverse") : false;
let following = true;

/** The reader has moved, or was moved.
 * @type {import("./types.js").Signal<void>} */
export const moved = signal();

export function start() {
  if (!scroller) return;
  // The browser's own anchoring would correct the place a second time.
  scroller.style.setProperty("overflow-anchor", "none");
  // It opens at its end by itself; who has scrolled before the scripts came has chosen another place.
  if (!turned) toBottom();
  if (atBottom()) element("new")?.scrollIntoView();
  following = atBottom();
  // From here on it is the conversation's page like any other: the browser's ways back and forth lead to no place in it.
  if (location.hash === "#new") history.replaceState(history.state, "", location.pathname + location.search);
  scroller.addEventListener("scroll", () => {
    following = atBottom();
    moved.tell();
  });
  scroller.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) unfold(target);
  });
  // The keyboard opens, the composer grows, a font arrives: who reads the end goes on reading the end.
  const resized = new ResizeObserver(() => {
    if (following) toBottom();
    moved.tell();
  });
  resized.observe(scroller);
  for (const child of scroller.children) resized.observe(child);
}

export function atBottom() {
  if (!scroller) return true;
  const { scrollTop, scrollHeight, clientHeight } = scroller;
  return (turned ? -scrollTop : scrollHeight - clientHeight - scrollTop) <= NEAR;
}

export function toBottom() {
  if (scroller) scroller.scrollTop = turned ? 0 : scroller.scrollHeight;
  following = true;
}

/**
 * Changes what is shown while the reader's eyes stay where they are: at the end, or on the same message.
 *
 * @param {() => void} change
 */
export function keepPlace(change) {
  const followed = atBottom();
  const anchor = followed ? undefined : firstInView();
  const before = anchor?.getBoundingClientRect().top ?? 0;
  change();
  if (followed) toBottom();
  else if (scroller && anchor?.isConnected) scroller.scrollTop += anchor.getBoundingClientRect().top - before;
}

/**
 * Whoever unfolds a message reads on where they were: its beginning stays.
 *
 * @param {HTMLInputElement} fold
 */
function unfold(fold) {
  const bubble = fold.closest("article");
  if (!scroller || !bubble) return;
  fold.checked = !fold.checked;
  const before = bubble.getBoundingClientRect().top;
  fold.checked = !fold.checked;
  scroller.scrollTop += bubble.getBoundingClientRect().top - before;
  following = atBottom();
}

/**
 * Whether the end of an element is on the screen.
 *
 * @param {Element} shown
 */
export function inView(shown) {
  if (!scroller) return false;
  const [view, { top, bottom, height }] = [scroller.getBoundingClientRect(), shown.getBoundingClientRect()];
  return height > 0 && bottom <= view.bottom + NEAR && bottom > view.top && top < view.bottom;
}

function firstInView() {
  const edge = scroller?.getBoundingClientRect().top ?? 0;
  const all = [...(scroller?.querySelectorAll("article") ?? [])];
  return all.find((bubble) => bubble.getBoundingClientRect().bottom > edge);
}
