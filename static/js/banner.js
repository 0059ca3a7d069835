import { conversation, element } from "./page.js";
import { sessionOver } from "./session.js";
import { blocked, everConnected, socket } from "./socket.js";
import { text } from "./texts.js";

const GRACE = 1000;
const FIRST = 4500;

const banner = element("connection");
let over = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export function start() {
  if (!banner) return;
  socket.on("connect", update);
  socket.on("disconnect", () => later(GRACE));
  addEventListener("offline", update);
  addEventListener("online", () => later(FIRST));
  sessionOver.on((isOver) => {
    over = isOver;
    update();
  });
  later(FIRST);
}

/** @param {number} delay milliseconds: a connection that returns within them was not worth a word */
function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(update, delay);
}

function update() {
  clearTimeout(timer);
  if (over) show(text(conversation ? "session.over" : "session.over_here"), logIn());
  else if (socket.connected) show("");
  else if (everConnected() || !navigator.onLine)
    show(text(conversation ? "connection.lost" : "connection.lost_here"));
  else if (blocked() && (conversation || element("inbox"))) show(text("connection.blocked"));
}

/**
 * @param {string} words
 * @param {HTMLElement} [link]
 */
function show(words, link) {
  if (!banner) return;
  banner.replaceChildren(words, ...(link ? [" ", link] : []));
  banner.hidden = !words;
}

function logIn() {
  const link = document.createElement("a");
  link.href = `/login?${new URLSearchParams({ next: location.pathname + location.search })}`;
  link.textContent = text("session.log_in");
  return link;
}
