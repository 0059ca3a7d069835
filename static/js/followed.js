import { newestUnread } from "./messages.js";
import { element } from "./page.js";
import { atBottom, inView } from "./scroll.js";
import { hidden } from "./wake.js";

const lightbox = element("lightbox", HTMLDialogElement);

/** Whether nobody can see the conversation: what is before it covers all of it. */
export function isCovered() {
  return hidden() || Boolean(lightbox?.open);
}

/** Whether somebody looks at the end of the open conversation, and sees the last that the other has said: what comes is read as it
 * comes (read.js). Above what one has written oneself meanwhile it may stand out of sight. */
export function isFollowed() {
  return !isCovered() && atBottom() && isShown();
}

/** Whether the last that the other has said was read, or can be. */
export function isShown() {
  const unread = newestUnread();
  return !unread || inView(unread);
}
