import { arrived, withId } from "./messages.js";
import { element, viewerId } from "./page.js";
import { keepPlace } from "./scroll.js";
import { text } from "./texts.js";
import { hidden } from "./wake.js";

const list = element("messages");
/** Whether the present one stands before what has come since the page was last looked at. */
let since = false;

/** Who looks away and comes back finds where what is new begins, as when the page is opened. */
export function start() {
  arrived.on((messages) => {
    if (messages.some((message) => message.user_id === viewerId)) return keepPlace(remove);
    const first = messages.find((message) => message.user_id !== viewerId);
    if (first && hidden() && !since) keepPlace(() => put(first.id));
  });
  document.addEventListener("visibilitychange", () => {
    if (hidden()) since = false;
  });
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
}
