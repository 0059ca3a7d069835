/** @import { Answer, Answers, EscaleSocket, Requests } from "./types.js" */
import { viewerId } from "./page.js";
import { io } from "./socket-io.js";

/** The page's one socket.
 * @type {EscaleSocket} */
export const socket = io({
  path: "/socket.io",
  transports: ["websocket", "polling"],
  tryAllTransports: true,
  timeout: 8000,
  autoConnect: false,
  auth: { viewer_id: viewerId },
  reconnectionDelay: 500,
  reconnectionDelayMax: 5000,
});

export const BLOCKED_AFTER = 4000;
let connected = false;
const { dataset } = document.documentElement;
socket.on("connect", () => {
  connected = true;
  dataset.connected = "";
});
socket.on("disconnect", () => delete dataset.connected);
// What lets a WebSocket begin and nothing through it refuses nothing, so the next transport would never be tried.
socket.on("connect_error", ({ message }) => {
  if (!connected && message === "timeout") socket.io.opts.transports = ["polling"];
});

/** Whether the socket has ever been connected on this page. */
export function everConnected() {
  return connected;
}

/** Whether the network seems to be there and yet never lets the socket through. */
export function blocked() {
  return !connected && navigator.onLine && performance.now() > BLOCKED_AFTER;
}

/**
 * The server's answer to an event.
 *
 * Raises when it is late, or the connection is or gets lost: whether the server did it is then unknown.
 *
 * @template {keyof Requests} Name
 * @param {Name} event
 * @param {Requests[Name]} payload
 * @param {number} [patience] milliseconds
 * @returns {Promise<Answer<Answers[Name]>>}
 */
export async function ask(event, payload, patience = 20_000) {
  // Socket.IO would keep it and send it some day, behind the back of whoever asks again.
  if (!socket.connected) throw new Error("not connected");
  return /** @type {any} */ (socket).timeout(patience).emitWithAck(event, payload);
}
