/** @import { Message, Signal } from "./types.js" */
import { blank, fill, writeTime } from "./bubble.js";
import { separateDays } from "./days.js";
import { archived, conversation, element, slot, viewerId } from "./page.js";
import { keepPlace } from "./scroll.js";
import { signal } from "./signal.js";
import { socket } from "./socket.js";
import { woken } from "./wake.js";

const list = element("messages");

/** Messages that were not there before have been put in.
 * @type {Signal<Message[]>} */
export const arrived = signal();

/** Waiting messages whose echo has come, by client_id: their bubbles are the stored messages' now.
 * @type {Set<string>} */
export const echoed = new Set();

export function start() {
  if (!list) return;
  for (const bubble of bubbles()) writeTime(bubble);
  arrange();
  socket.on("new_message", (message) => receive([message]));
  socket.on("message_read_update", ({ message_id, conversation_id, read_by }) => {
    if (conversation_id === conversation?.id) markRead(message_id, read_by);
  });
  woken.on(arrange); // another day may have begun
}

/**
 * Shows messages in the order of their ids, whatever order, and however often, they come in.
 *
 * @param {Message[]} messages
 */
export function receive(messages) {
  /** @type {Message[]} */
  const added = [];
  keepPlace(() => {
    for (const message of messages) {
      if (message.conversation_id !== conversation?.id) continue;
      const present = withId(message.id);
      if (present && message.read) present.dataset.read = "true";
      if (present || archived) continue;
      const bubble = awaited(message) ?? blank();
      fill(bubble, message);
      place(bubble);
      added.push(message);
    }
    arrange();
  });
  if (added.length) arrived.tell(added);
}

/**
 * Puts bubbles that are already filled among the others: those that the server rendered, and those that wait.
 *
 * @param {HTMLElement[]} filled
 */
export function insert(filled) {
  // From the last to the first: older ones then find their place at once, before all others.
  for (const bubble of [...filled].reverse()) {
    if (!bubble.dataset.messageId || !withId(Number(bubble.dataset.messageId))) place(bubble);
  }
  arrange();
}

/** @returns {HTMLElement[]} */
export function bubbles() {
  return list ? [...list.querySelectorAll("article")] : [];
}

/** @param {number} id */
export function withId(id) {
  return element(`m-${id}`);
}

/** The highest id shown; 0 when there is none. */
export function newestId() {
  return Math.max(0, ...bubbles().map((bubble) => Number(bubble.dataset.messageId)));
}

/** The last that the other has said, until it is known to be read. */
export function newestUnread() {
  const newest = bubbles()
    .reverse()
    .find(({ dataset }) => dataset.userId === String(conversation?.otherId));
  return newest?.dataset.read === "true" ? undefined : newest;
}

/** Separates the days anew, as after any change. */
export function arrange() {
  if (list) separateDays(list);
}

/** @param {HTMLElement} bubble */
export function place(bubble) {
  const others = bubbles().filter((other) => other !== bubble);
  const previous = others.reverse().find((other) => rank(other) <= rank(bubble));
  const present = bubbles();
  if (present.includes(bubble) && present[present.indexOf(bubble) - 1] === previous) return;
  if (previous) previous.after(bubble);
  else list?.prepend(bubble);
}

/**
 * Stored messages by their ids; after them those that wait, in the order of writing.
 *
 * @param {HTMLElement} bubble
 */
function rank({ dataset }) {
  return Number(dataset.messageId) || Number.MAX_SAFE_INTEGER / 2 + Number(dataset.position);
}

/**
 * The waiting bubble of one's own message whose echo comes before its acknowledgement.
 *
 * @param {Message} message
 */
function awaited(message) {
  if (message.user_id !== viewerId) return undefined;
  const bubble = bubbles().find(
    (bubble) =>
      bubble.dataset.state === "waiting" &&
      slot(bubble, "content")?.textContent === message.content &&
      (slot(bubble, "photo") !== null) === (message.attachment !== null),
  );
  if (bubble?.dataset.clientId) echoed.add(bubble.dataset.clientId);
  return bubble;
}

/**
 * @param {number} id
 * @param {number} reader
 */
function markRead(id, reader) {
  const bubble = withId(id);
  if (bubble && bubble.dataset.userId !== String(reader)) bubble.dataset.read = "true";
}
