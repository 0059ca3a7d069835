/** @import { Message, Photo, Signal, Waiting } from "./types.js" */
import { all, put, remove } from "./outbox-store.js";
import { viewerId } from "./page.js";
import { signal } from "./signal.js";
import { heard, tellTabs } from "./tabs.js";
import { uuid } from "./uuid.js";

/** Something was put in, taken out or refused, here or in another tab.
 * @type {Signal<void>} */
export const changed = signal();

/** The server has stored a message.
 * @type {Signal<{ clientId: string, message: Message }>} */
export const stored = signal();

/** Somebody has thrown a message away that was not sent, here or in another tab: its client_id.
 * @type {Signal<string>} */
export const discarded = signal();

heard.on(({ clientId, message }) => {
  if (clientId && message) return stored.tell({ clientId, message });
  if (clientId) discarded.tell(clientId);
  changed.tell();
});

/** What is not acknowledged yet, in the order of writing. */
export function waiting() {
  return all(viewerId);
}

/**
 * A new message, not kept yet.
 *
 * @param {{ conversationId: number, content: string, photo: Photo | null, clientId?: string }} written
 * @returns {Waiting}
 */
export function written({ conversationId, content, photo, clientId = uuid() }) {
  const createdAt = new Date().toISOString();
  const position = nextPosition();
  return {
    clientId,
    viewerId,
    conversationId,
    content,
    photo,
    createdAt,
    position,
    state: "waiting",
    reason: "",
  };
}

/** @param {Waiting} item */
export async function keep(item) {
  await put(item);
  announce();
}

/**
 * @param {Waiting} item
 * @param {string} reason
 */
export async function refuse(item, reason) {
  await keep({ ...item, state: "failed", reason });
}

/**
 * Sends it again, under the same client_id, after whatever was written since.
 *
 * @param {Waiting} item
 */
export async function retry(item) {
  await keep({
    ...item,
    state: "waiting",
    reason: "",
    position: nextPosition(),
  });
}

/** @param {Waiting} item */
export async function discard(item) {
  await remove(item.clientId);
  discarded.tell(item.clientId);
  changed.tell();
  tellTabs({ clientId: item.clientId });
}

/**
 * @param {Waiting} item
 * @param {Message} message
 */
export async function settle({ clientId }, message) {
  await remove(clientId);
  stored.tell({ clientId, message });
  tellTabs({ clientId, message });
}

function announce() {
  changed.tell();
  tellTabs();
}

let lastPosition = 0;

function nextPosition() {
  lastPosition = Math.max(Date.now(), lastPosition + 1);
  return lastPosition;
}
