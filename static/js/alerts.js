/** @import { Conversation } from "./types.js" */
import { chime } from "./chime.js";
import { freshInbox } from "./fresh.js";
import { conversation as open, viewerId } from "./page.js";
import { socket } from "./socket.js";
import { hidden } from "./wake.js";
import { notices, sounds } from "./wishes.js";

const LONGEST = 160;
const LOOKING = `escale-looking-${viewerId}`;
const ALERTING = `escale-alerting-${viewerId}`;

/** Those that are shown, by conversation.
 * @type {Map<number, Notification>} */
const shown = new Map();
/** @type {(() => void) | undefined} */
let release;

/** Whoever wishes it is told of messages while no page of theirs is looked at; nothing is asked for here. */
export function start() {
  document.addEventListener("visibilitychange", sayWhetherLooking);
  sayWhetherLooking();
  socket.on("conversation_updated", (conversation) => {
    if (conversation.voyager_id !== viewerId && conversation.local_id !== viewerId) return;
    const { id, last_message, unread } = conversation;
    if (!unread) dismiss(id);
    else if (hidden() && last_message && last_message.user_id !== viewerId)
      consider(conversation, last_message.id);
  });
  // Read elsewhere while nothing could be heard.
  freshInbox.on(({ page }) => {
    for (const id of [...shown.keys()])
      if (!page.querySelector(`#inbox > [data-conversation-id="${id}"]:not([data-unread="0"])`)) dismiss(id);
  });
}

/** All pages of one person know of one another by a lock that those hold which are looked at. */
function sayWhetherLooking() {
  if (hidden()) {
    release?.();
    release = undefined;
  } else if (!release) {
    const held = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    navigator.locks?.request(LOOKING, { mode: "shared" }, () => held);
  }
}

/**
 * One page of all that are hidden tells of a message, and none while another is looked at.
 *
 * @param {Conversation} conversation
 * @param {number} messageId
 */
async function consider(conversation, messageId) {
  if (!notices() && !sounds()) return;
  if (!navigator.locks) return alert(conversation);
  const { held } = await navigator.locks.query();
  if (held?.some(({ name }) => name === LOOKING)) return;
  await navigator.locks.request(ALERTING, () => {
    const key = `escale-alerted-${viewerId}-${conversation.id}`;
    if (Number(localStorage.getItem(key)) >= messageId) return;
    localStorage.setItem(key, String(messageId));
    alert(conversation);
  });
}

/** @param {Conversation} conversation */
function alert({ id, voyager_id, Voyager, Local, last_message }) {
  if (sounds()) chime();
  if (!notices()) return;
  const other = voyager_id === viewerId ? Local : Voyager;
  const body = [...(last_message?.content ?? "").replace(/\s+/g, " ").trim()].slice(0, LONGEST).join("");
  const notice = new Notification(other.name, { body, tag: `escale-${id}`, dir: "auto", silent: true });
  shown.set(id, notice);
  notice.addEventListener("click", () => {
    window.focus();
    dismiss(id);
    if (open?.id !== id) location.assign(`/conversations/${id}`);
  });
}

/** @param {number} id */
function dismiss(id) {
  shown.get(id)?.close();
  shown.delete(id);
}
