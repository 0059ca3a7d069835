import { isCovered } from "./followed.js";
import { arrived, bubbles, newestUnread } from "./messages.js";
import { conversation, element } from "./page.js";
import { inView, moved } from "./scroll.js";
import { ask, socket } from "./socket.js";

let told = 0;
let awaited = false;
let resting = false;
const PAUSE = 3000;
const PASSING = ["too_many", "unavailable", "internal"];

/** Tells the server what the person has before their eyes. */
export function start() {
  if (!conversation) return;
  for (const happening of [arrived, moved]) happening.on(soon);
  socket.on("connect", soon);
  document.addEventListener("visibilitychange", soon);
  element("lightbox")?.addEventListener("close", soon);
}

function soon() {
  if (awaited) return;
  awaited = true;
  requestAnimationFrame(() => {
    awaited = false;
    check();
  });
}

async function check() {
  const newest = newestUnread();
  const id = Number(newest?.dataset.messageId);
  if (!newest || !conversation || id <= told) return;
  if (resting || !socket.connected || isCovered() || !inView(newest)) return;
  const before = told;
  told = id;
  try {
    const answer = await ask("message_read", {
      message_id: id,
      conversation_id: conversation.id,
      up_to: true,
    });
    if (answer.ok) return show(id);
    if (!PASSING.includes(answer.error.code)) return;
    again(before, 1000 * (answer.error.retry_after ?? 0));
  } catch {
    again(before); // or the next connection tells it
  }
}

/**
 * What has just come to nothing may not for long.
 *
 * @param {number} before
 * @param {number} [pause]
 */
function again(before, pause) {
  told = before;
  resting = true;
  setTimeout(() => {
    resting = false;
    soon();
  }, pause || PAUSE);
}

/**
 * What the server had marked before, when it made this page, it tells nobody again.
 *
 * @param {number} id
 */
function show(id) {
  for (const { dataset } of bubbles()) {
    if (dataset.userId === String(conversation?.otherId) && Number(dataset.messageId) <= id)
      dataset.read = "true";
  }
}
