import { arrived, withId } from "./messages.js";
import { element, viewerId } from "./page.js";
import { atBottom, keepPlace, moved } from "./scroll.js";
import { text } from "./texts.js";
import { hidden } from "./wake.js";

const list = element("messages");
/** Whether the present one stands before the first of what came while nobody saw it come, and was not seen since. */
let since = element("new") !== null;

/** Who looks away, or up, and comes back finds where what is new begins, as when the page is opened. */
export function start() {
  arrived.on((messages) => {
    const unseen = messages.slice(1 + lastOwn(messages));
    if (unseen.length < messages.length) keepPlace(remove);
    if (unseen.length && !since && !isSeen()) keepPlace(() => put(unseen[0].id));
  });
  moved.on(forget);
  forget();
  document.addEventListener("visibilitychange", forget);
}

/** Whether the end of the conversation is before somebody's eyes. */
function isSeen() {
  return !hidden() && atBottom();
}

/** Once it was seen, what comes unseen after it is new again. */
function forget() {
  if (isSeen()) since = false;
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
  remove();
  const divider = document.createElement("div");
  divider.className = "unread-divider";
  divider.textContent = text("divider");
  withId(id)?.before(divider);
  since = true;
}

function remove() {
  list?.querySelector(".unread-divider")?.remove();
  since = false;
}
