/** @import { Conversation } from "./types.js" */
import { isFollowed } from "./followed.js";
import { freshInbox, lookAgain } from "./fresh.js";
import { blankItem, fillItem, localiseItem, momentOf } from "./inbox-item.js";
import { archived, element, conversation as open, paged, viewerId } from "./page.js";
import { socket } from "./socket.js";
import { addUnread } from "./unread.js";

const list = element("inbox");

/** What was told lately: an inbox that was asked for before that may not know it.
 * @type {Map<number, { conversation: Conversation, at: number }>} */
const told = new Map();

/** The conversations, in the order in which they were last written in. */
export function start() {
  for (const item of list?.children ?? []) localiseItem(item);
  socket.on("conversation_updated", (conversation) => {
    // A socket that reconnected may speak for somebody else who has logged in on this browser since.
    if (conversation.voyager_id !== viewerId && conversation.local_id !== viewerId) return;
    told.set(conversation.id, { conversation, at: performance.now() });
    update(conversation);
  });
  freshInbox.on(({ page, askedAt }) => {
    replace(page);
    for (const [id, { conversation, at }] of told) {
      if (at < askedAt) told.delete(id);
      else update(conversation);
    }
  });
}

/** @param {Document} page */
function replace(page) {
  const fresh = page.getElementById("inbox");
  if (!list || !fresh) return;
  const renewed = document.importNode(fresh, true);
  for (const item of renewed.children) localiseItem(item);
  itemOf(renewed, open?.id)?.querySelector("a")?.setAttribute("aria-current", "page");
  // Somebody's focus may be in it: what is the same stays.
  if (renewed.isEqualNode(list)) return;
  holdFocus(() => list.replaceChildren(...renewed.childNodes));
}

/**
 * Whoever is on a conversation stays on it, wherever it goes in the list.
 *
 * @param {() => void} change
 */
function holdFocus(change) {
  const held = document.activeElement?.closest("#inbox > li");
  change();
  if (!(held instanceof HTMLElement)) return;
  const now = itemOf(list, Number(held.dataset.conversationId))?.querySelector("a");
  if (now !== document.activeElement) now?.focus({ preventScroll: true });
}

/** @param {Conversation} conversation */
function update(conversation) {
  const present = itemOf(list, conversation.id);
  // How much of the total was this one's is known to the server alone.
  if (!present) lookAgain();
  if (!list || (!present && paged)) return;
  const item = present ?? blankItem();
  const unread = conversation.id === open?.id && !archived && isFollowed() ? 0 : conversation.unread;
  if (present) addUnread(unread - Number(item.dataset.unread));
  fillItem(item, { ...conversation, unread });
  place(list, item);
}

/**
 * The latest first. Of those of one millisecond each stays where the server had it, which knows more exactly.
 *
 * @param {HTMLElement} inbox
 * @param {HTMLElement} item
 */
function place(inbox, item) {
  const [moment, { previousElementSibling: before, nextElementSibling: after }] = [momentOf(item), item];
  const isLater = before && momentOf(before) < moment;
  const isEarlier = after && momentOf(after) > moment;
  if (item.parentElement === inbox && !isLater && !isEarlier) return;
  const next = [...inbox.children].find((other) => other !== item && momentOf(other) <= moment);
  holdFocus(() => (next ? next.before(item) : inbox.append(item)));
}

/**
 * @param {HTMLElement | null} inbox
 * @param {number | undefined} id
 * @returns {HTMLElement | null}
 */
function itemOf(inbox, id) {
  return inbox?.querySelector(`:scope > [data-conversation-id="${id}"]`) ?? null;
}
