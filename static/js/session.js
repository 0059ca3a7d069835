import { signal } from "./signal.js";
import { everConnected, socket } from "./socket.js";
import { woken } from "./wake.js";

const MOVING = 500;
const SETTLED = 10_000;
const REFUSED = 5000;

/** Told with true when the session is over, with false when the server has said who we are after that.
 * @type {import("./types.js").Signal<boolean>} */
export const sessionOver = signal();

let triedAgain = false;

export function start() {
  socket.on("connect", () => {
    const id = socket.id;
    setTimeout(() => {
      if (socket.id === id) triedAgain = false;
    }, SETTLED);
  });

  socket.on("connect_error", (error) => {
    const refusal = "data" in error ? error.data : null;
    if (refusal?.code === "unauthorized") end();
    else if (!socket.active) setTimeout(() => socket.connect(), 1000 * refusal?.retry_after || REFUSED);
  });

  // Socket.IO never comes back by itself from this one. The server may have ended the session, or only be moving.
  socket.on("disconnect", (reason) => {
    if (reason !== "io server disconnect") return;
    if (triedAgain) return end();
    triedAgain = true;
    setTimeout(() => socket.connect(), MOVING);
  });

  woken.on(() => {
    // Instead of waiting for the present delay between two attempts; also after the person logged in in another tab.
    if (!socket.connected && everConnected()) socket.disconnect().connect();
  });
}

/** The session that this page was made for is over: nothing is sent or received for it any more. */
export function end() {
  socket.disconnect();
  sessionOver.tell(true);
}
