import { bubbles, newestId, receive } from "./messages.js";
import { archived, conversation, viewerId } from "./page.js";
import { ask, socket } from "./socket.js";
import { woken } from "./wake.js";

const PATIENCE = 15_000;
const PAUSE = 3000;
const REMEMBERED = 50;

let joined = false;
let running = false;
/** The last id before which nothing is missing: messages of one's own may already be shown beyond a gap. */
let complete = 0;

export function start() {
  if (!conversation) return;
  complete = newestId();
  // The first time too: what was read since the server made this page was told to nobody here.
  socket.on("connect", () => catchUp(Math.min(complete, beforeUnread())));
  socket.on("disconnect", () => {
    if (joined) complete = newestId();
    joined = false;
    delete document.documentElement.dataset.joined;
  });
  woken.on(() => {
    if (socket.connected) catchUp(Math.min(joined ? newestId() : complete, beforeUnread()));
  });
}

/**
 * Joins the conversation, again when need be, and shows what was said meanwhile.
 *
 * @param {number} after
 */
async function catchUp(after) {
  if (running) return;
  running = true;
  const id = socket.id;
  const [oldest] = unreadOnes();
  try {
    const pause = await join(after);
    joined = pause === 0;
    if (joined) document.documentElement.dataset.joined = "";
    if (pause > 0) setTimeout(() => socket.id === id && catchUp(after), pause);
  } catch {
    // A connection that looks alive and does not answer is a dead one, found after a sleep.
    if (socket.connected && socket.id === id) socket.disconnect().connect();
  } finally {
    running = false;
  }
  // All that was asked about has been read: what is further up may have been, too.
  if (joined && oldest?.dataset.read === "true" && unreadOnes().length) await catchUp(beforeUnread());
}

/**
 * Returns after how many milliseconds to try again; 0 when nothing is missing any more, -1 when it is not for us.
 *
 * @param {number} after
 * @returns {Promise<number>}
 */
async function join(after) {
  if (!conversation) return -1;
  const since = archived ? {} : { after_id: after };
  const answer = await ask("join_conversation", { conversation_id: conversation.id, ...since }, PATIENCE);
  if (!answer.ok) {
    const passing = ["too_many", "unavailable", "internal"].includes(answer.error.code);
    return passing ? 1000 * (answer.error.retry_after ?? 0) || PAUSE : -1;
  }
  const messages = answer.messages ?? [];
  receive(messages);
  const last = messages.at(-1);
  return answer.has_more && last ? join(last.id) : 0;
}

/** Before the first of one's own that nobody had read: what has been read since is told with the messages. */
function beforeUnread() {
  const [first] = unreadOnes();
  return first ? Number(first.dataset.messageId) - 1 : Number.POSITIVE_INFINITY;
}

/** The last of one's own that nobody had read. */
function unreadOnes() {
  const mine = bubbles().filter(({ dataset }) => dataset.userId === String(viewerId) && !dataset.state);
  return mine.filter(({ dataset }) => dataset.read === "false").slice(-REMEMBERED);
}
