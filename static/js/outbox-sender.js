/** @import { Refusal, Waiting } from "./types.js" */
import { complain } from "./complaint.js";
import { isOurs } from "./fresh.js";
import { HEAVIEST } from "./limits.js";
import { changed, refuse, settle, waiting } from "./outbox.js";
import { viewerId } from "./page.js";
import { end } from "./session.js";
import { ask, BLOCKED_AFTER, blocked, socket } from "./socket.js";
import { alone } from "./tabs.js";
import { text } from "./texts.js";
import { stopOthers, upload } from "./upload.js";

const PATIENCE = 20_000;
const BYTES_PER_MS = 16; // a photo is waited for as long as a slow uplink needs
const TRIES = 6;
const LONGEST = 30_000;
const PAUSE = 100;

let running = false;
let again = false;
/** Whether it was said that one goes too fast. */
let slowed = false;
/** @type {Map<number, number>} */
const resting = new Map();
/** @type {Map<string, number>} */
const tries = new Map();

export function start() {
  changed.on(async () => {
    stopOthers(await waiting());
    drain();
  });
  socket.on("connect", () => {
    resting.clear();
    tries.clear();
    drain();
  });
  setTimeout(drain, BLOCKED_AFTER + PAUSE);
}

/** Whether there is a way to the server: the socket, or the form's own where no socket ever gets through. */
function isOpen() {
  return socket.connected || blocked();
}

/** Sends all that waits: in the order of writing, one at a time in each conversation, in one tab only. */
async function drain() {
  again = true;
  if (running) return;
  running = true;
  try {
    while (again && isOpen()) {
      again = false;
      if (!(await waiting()).some((item) => item.state === "waiting")) break;
      if (!blocked() && !(await isOurs())) break; // the form says whose page it is
      await alone(`escale-outbox-${viewerId}`, sendAll);
    }
  } finally {
    running = false;
  }
}

async function sendAll() {
  const conversations = new Set((await waiting()).map((item) => item.conversationId));
  await Promise.all([...conversations].map(sendConversation));
}

/** @param {number} id */
async function sendConversation(id) {
  while (isOpen() && Date.now() >= (resting.get(id) ?? 0)) {
    const next = (await waiting()).find((item) => item.conversationId === id && item.state === "waiting");
    if (!next) return;
    await send(next);
  }
}

/** @param {Waiting} item */
async function send(item) {
  if (item.photo && !(await isReadable(item.photo.blob))) return refuse(item, text("outbox.photo_lost"));
  // The connection itself would be cut, again and again, and nothing behind it would ever be sent.
  if ((item.photo?.blob.size ?? 0) > HEAVIEST) return refuse(item, text("photo.too_large"));
  try {
    const answer = ((item.photo || blocked()) && (await upload(item))) || (await say(item));
    if (answer.ok) await accepted(item, answer.message);
    else await refused(item, answer.error);
  } catch {
    const still = (await waiting()).find(({ clientId }) => clientId === item.clientId);
    if (still?.state !== "waiting") return; // taken back meanwhile
    // Late or cut off: it may have been stored, so it is sent again as the same message.
    rest(item, delay(item));
  }
}

/** @param {Waiting} item */
async function say({ clientId: client_id, conversationId: conversation_id, content, photo }) {
  const patience = PATIENCE + (photo?.blob.size ?? 0) / BYTES_PER_MS;
  const attached = photo && { attachment: await dataUrl(photo.blob), attachment_alt: photo.alt ?? "" };
  return ask("send_message", { conversation_id, content, client_id, ...attached }, patience);
}

/**
 * A file that was chosen long ago may have gone from the disk.
 *
 * @param {Blob} blob
 */
function isReadable(blob) {
  return blob
    .slice(0, 1)
    .arrayBuffer()
    .then(() => true)
    .catch(() => false);
}

/**
 * @param {Waiting} item
 * @param {import("./types.js").Message} message
 */
async function accepted(item, message) {
  await settle(item, message);
  if (slowed) complain("");
  slowed = false;
}

/**
 * @param {Waiting} item
 * @param {Refusal} error
 */
async function refused(item, { code, message, retry_after }) {
  if (code === "unauthorized") return end();
  if (code === "too_many") {
    slowed = true;
    complain(text("outbox.slowed"));
    return rest(item, 1000 * (retry_after || 5));
  }
  const passing = code === "unavailable" || code === "internal";
  const pause = delay(item);
  if (passing && (tries.get(item.clientId) ?? 0) < TRIES) return rest(item, pause);
  tries.delete(item.clientId);
  await refuse(item, text(message));
}

/** @param {Waiting} item */
function delay({ clientId }) {
  const count = (tries.get(clientId) ?? 0) + 1;
  tries.set(clientId, count);
  return Math.min(1000 * 2 ** (count - 1), LONGEST);
}

/**
 * @param {Waiting} item
 * @param {number} pause milliseconds during which its conversation sends nothing
 */
function rest({ conversationId }, pause) {
  resting.set(conversationId, Date.now() + pause);
  setTimeout(drain, pause + 10);
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
