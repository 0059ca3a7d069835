/** @import { Signal } from "./types.js" */
import { conversation, viewerId } from "./page.js";
import { end, sessionOver } from "./session.js";
import { signal } from "./signal.js";
import { socket } from "./socket.js";
import { woken } from "./wake.js";

const YOUNG = 30_000;
const REST = 10_000;
const FIRST_PAUSE = 3000;
const LAST_PAUSE = 60_000;
const SPREAD = 2000;

/** The inbox as the server had it when it was asked: told after each connection and each awakening.
 * @type {Signal<{ page: Document, askedAt: number }>} */
export const freshInbox = signal();

/** @type {Promise<boolean> | null} */
let confirmation = null;
let confirmedSocket = "";
let last = 0;
let first = true;
/** What this page's inbox was when it was made, until the server has been asked whether it is so still. */
let known = document.getElementById("inbox-template")?.dataset.inbox ?? "";

export function start() {
  socket.on("connect", () => {
    // The page was made a moment ago, with the cookie that has just opened its first socket.
    if (first && performance.now() < YOUNG) confirmedSocket = socket.id ?? "";
    confirmation = null;
    // After a restart everybody comes back at once; whoever has something to send doesn't wait for this.
    setTimeout(confirm, first ? 0 : Math.random() * SPREAD);
    first = false;
  });
  woken.on(() => {
    if (socket.connected && performance.now() - last > REST) confirm();
  });
}

/**
 * Whether the socket speaks for the person whom this page was made for.
 *
 * Somebody else may have logged in on this browser since: a socket that reconnects takes whatever cookie is there.
 */
export async function isOurs() {
  return (socket.connected && confirmedSocket === socket.id) || confirm();
}

/** Asks the server for the inbox once more, and with it who is logged in. */
function confirm() {
  if (confirmation) return confirmation;
  const looked = look().finally(() => {
    if (confirmation === looked) confirmation = null;
  });
  confirmation = looked;
  return looked;
}

/** The same, once more when the server is being asked already: its answer may be older than what made us ask. */
export async function lookAgain() {
  await confirmation;
  return confirm();
}

async function look() {
  const id = socket.id;
  for (let pause = FIRST_PAUSE; id && socket.id === id; pause = Math.min(2 * pause, LAST_PAUSE)) {
    const askedAt = performance.now();
    const page = await fetchInbox().catch(() => null);
    if (socket.id !== id) break;
    if (page) return judge(page, askedAt, id);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}

/**
 * @param {Document} page
 * @param {number} askedAt
 * @param {string} id the socket that was open when the page was asked for
 */
function judge(page, askedAt, id) {
  last = performance.now();
  const ours = Number(page.body.dataset.viewerId) === viewerId;
  if (!ours) {
    end();
    return false;
  }
  confirmedSocket = id;
  sessionOver.tell(false);
  if (page !== document) freshInbox.tell({ page, askedAt });
  return true;
}

/** The page as it stands where its inbox is what it was when the page was made: then that is not sent again. */
async function fetchInbox() {
  const here = !conversation && document.getElementById("inbox");
  const answer = await fetch(here ? location.href : "/conversations", {
    cache: "no-store",
    headers: known ? { "Escale-Inbox": known } : {},
  });
  if (!answer.ok && answer.status !== 401) throw new Error(`inbox: ${answer.status}`);
  known = "";
  if (answer.status === 204) return document;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
