import { isFollowed, isShown } from "./followed.js";
import { arrived, withId } from "./messages.js";
import { element, viewerId } from "./page.js";
import { keepPlace, moved, toBottom } from "./scroll.js";
import { text } from "./texts.js";

/** Of the state that this place in the browser's history keeps. */
const FIRST = "escale-new";

const list = element("messages");
/** The id of the first message that is new, shown or not; 0 when none is. */
let first = Number(element("new")?.dataset.first ?? history.state?.[FIRST] ?? 0);
/** Whether the present one stands before the first of what came while nobody saw it come, and was not seen since. */
let since = element("new") !== null;

/** Who looks away, or up, and comes back finds where what is new begins, as when the page is opened. */
export function start() {
  arrived.on((messages) => {
    const unseen = messages.slice(1 + lastOwn(messages));
    if (unseen.length < messages.length && isShown()) keepPlace(remove);
    if (unseen.length && !since && !isFollowed()) {
      keepPlace(() => put(unseen[0].id));
      since = true;
    }
  });
  element("inbox")?.addEventListener("click", goThere);
  keepPlace(find);
  keep();
  moved.on(forget);
  forget();
  document.addEventListener("visibilitychange", forget);
}

/** Puts it before the first that is new, once that is shown: above all that the page began with, or where the page had it when it
 * was last loaded. */
export function find() {
  const bubble = first ? withId(first) : null;
  if (bubble && !bubble.previousElementSibling?.matches(".unread-divider")) put(first);
}

/** Whoever loads this page again, or comes back to it, finds it where it was. */
function keep() {
  const kept = history.state?.[FIRST] ?? 0;
  if (kept !== first) history.replaceState({ ...history.state, [FIRST]: first }, "");
}

/**
 * From the open conversation's own item in the inbox, as from any other: to where what is new begins.
 *
 * @param {MouseEvent} event
 */
function goThere(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link?.hash !== "#new" || link.pathname + link.search !== location.pathname + location.search) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  element("scroll")?.focus({ preventScroll: true });
  const divider = element("new");
  if (divider) divider.scrollIntoView();
  else toBottom();
}

/** Once it was seen, what comes unseen after it is new again. */
function forget() {
  if (isFollowed()) since = false;
}

/**
 * The place of the last of one's own, -1 when there is none.
 *
 * @param {import("./types.js").Message[]} messages
 */
function lastOwn(messages) {
  return messages.map(({ user_id }) => user_id).lastIndexOf(viewerId);
}

/** @param {number} id */
function put(id) {
  list?.querySelector(".unread-divider")?.remove();
  const divider = document.createElement("div");
  divider.id = "new";
  divider.className = "unread-divider";
  divider.textContent = text("divider");
  withId(id)?.before(divider);
  first = id;
  keep();
}

function remove() {
  list?.querySelector(".unread-divider")?.remove();
  since = false;
  first = 0;
  keep();
}
