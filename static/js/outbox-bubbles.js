/** @import { Waiting } from "./types.js" */
import { blank, fill } from "./bubble.js";
import { arrange, bubbles, echoed, insert, place, receive, withId } from "./messages.js";
import { changed, discard, discarded, retry, stored, waiting } from "./outbox.js";
import { archived, conversation, element, slot, viewerId } from "./page.js";
import { keepPlace, toBottom } from "./scroll.js";
import { signal } from "./signal.js";
import { socket } from "./socket.js";
import { text } from "./texts.js";
import { cancel, showProgress } from "./upload-shown.js";
import { progress, stop } from "./upload.js";

const SOON = 800;

/** A message that could not be sent goes back to the composer.
 * @type {import("./types.js").Signal<Waiting>} */
export const takenBack = signal();

/** Its photo is to be stopped on its way: it goes back where nothing else is being written, and waits to be told where something is.
 * @type {import("./types.js").Signal<Waiting>} */
export const cancelled = signal();

/** Acknowledged here: a look into the outbox that began before must not show them again.
 * @type {Set<string>} */
const settled = new Set();

export function start() {
  if (!conversation || archived) return;
  changed.on(() => void showAll());
  discarded.on((clientId) => {
    const bubble = ofClient(clientId);
    if (bubble?.dataset.state) keepPlace(() => dismiss(bubble));
  });
  progress.on(({ clientId, part }) => {
    const bubble = ofClient(clientId);
    if (bubble?.dataset.state === "waiting") showProgress(bubble, part);
  });
  stored.on(({ clientId, message }) => {
    if (message.conversation_id !== conversation?.id) return;
    settled.add(clientId);
    const bubble = ofClient(clientId);
    if (!bubble) return receive([message]);
    keepPlace(() => {
      if (withId(message.id)) bubble.remove();
      else fill(bubble, message);
      if (bubble.isConnected) place(bubble);
      arrange();
    });
  });
  showAll();
}

/**
 * Shows a message at once, before it is even stored, and brings the reader to it.
 *
 * @param {Waiting} item
 */
export function showWritten(item) {
  if (archived) return;
  show(item);
  toBottom();
}

async function showAll() {
  const items = (await waiting()).filter((item) => item.conversationId === conversation?.id);
  keepPlace(() => {
    for (const item of items) if (!isShown(item)) show(item);
    arrange();
  });
}

/**
 * Whether its stored form is there already.
 *
 * @param {Waiting} item
 */
function isShown({ clientId, state }) {
  return state === "waiting" && (settled.has(clientId) || echoed.has(clientId));
}

/** @param {Waiting} item */
function show(item) {
  const present = ofClient(item.clientId);
  if (present?.dataset.state === item.state) return;
  const bubble = present ?? sketch(item);
  bubble.dataset.state = item.state;
  bubble.dataset.position = String(item.position);
  if (item.state === "failed") sayFailed(bubble, item);
  else sayWaiting(bubble, item);
  insert([bubble]);
}

/**
 * Says it in words only when it lasts: most messages are stored before one could read them.
 *
 * @param {HTMLElement} bubble
 * @param {Waiting} item
 */
function sayWaiting(bubble, item) {
  const words = slot(bubble, "state");
  const held = words?.contains(document.activeElement);
  words?.replaceChildren();
  words?.removeAttribute("role");
  words?.setAttribute("aria-live", "off"); // how far a photo has come is shown, not read out again and again
  if (held) element("content")?.focus();
  const say = () => {
    if (bubble.dataset.state !== "waiting") return;
    keepPlace(() =>
      words?.replaceChildren(text("outbox.waiting"), ...(item.photo ? [" ", cancelling(bubble, item)] : [])),
    );
    showProgress(bubble);
  };
  setTimeout(say, socket.connected ? SOON : 0);
}

/**
 * @param {HTMLElement} bubble
 * @param {Waiting} item
 */
function sayFailed(bubble, item) {
  const words = slot(bubble, "state");
  words?.removeAttribute("aria-live");
  words?.setAttribute("role", "alert");
  words?.replaceChildren(...failure(item));
}

/**
 * @param {HTMLElement} bubble
 * @param {Waiting} item
 */
function cancelling(bubble, item) {
  return cancel(bubble, () => {
    cancelled.tell(item);
    stop(item);
  });
}

/**
 * Takes a bubble away; whoever had the focus in it goes on in the composer.
 *
 * @param {HTMLElement} bubble
 */
function dismiss(bubble) {
  const held = bubble.contains(document.activeElement);
  bubble.remove();
  arrange();
  if (held) element("content")?.focus();
}

/** @param {Waiting} item */
function sketch({ clientId, conversationId, content, photo, createdAt }) {
  const bubble = blank();
  const address = photo ? URL.createObjectURL(photo.blob) : "";
  const alt = photo?.alt ?? "";
  const href = alt ? `${address}#alt=${encodeURIComponent(alt)}` : address; // as a stored one's
  const picture = photo && { href, src: address, width: photo.width, height: photo.height, alt };
  const Sender = { id: viewerId, name: text("outbox.you") };
  const parts = {
    conversation_id: conversationId,
    content,
    createdAt,
    Sender,
    attachment: null,
    read: false,
  };
  fill(bubble, { id: 0, user_id: viewerId, ...parts }, picture);
  bubble.id = `m-${clientId}`;
  bubble.dataset.messageId = "";
  bubble.dataset.clientId = clientId;
  return bubble;
}

/** @param {Waiting} item */
async function edit(item) {
  await discard(item);
  takenBack.tell(item);
}

/** @param {Waiting} item */
function failure(item) {
  const because = item.reason.charAt(0).toLowerCase() + item.reason.slice(1);
  const reason = because ? text("outbox.failed_because", { reason: because }) : text("outbox.failed");
  return [
    reason,
    " ",
    button("retry", () => retry(item)),
    " ",
    ...(element("composer") ? [button("edit", () => edit(item)), " "] : []), // there is none where the other is gone
    button("discard", () => discard(item)),
  ];
}

/**
 * @param {"retry" | "edit" | "discard"} name
 * @param {() => Promise<void>} act
 */
function button(name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = text(`outbox.${name}`);
  made.addEventListener("click", act, { once: true });
  return made;
}

/** @param {string} clientId */
function ofClient(clientId) {
  return bubbles().find((bubble) => bubble.dataset.clientId === clientId);
}
