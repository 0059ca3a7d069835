// What the document's example finds around it: connect() and its two refs. It says on stdout what they hold, a line an event.
import process from "node:process";
import { io } from "socket.io-client";

export const messages = { value: [] };
export const typingUsers = { value: [] };

export function connect() {
  const socket = io(process.env.ESCALE_URL, { auth: { token: process.env.ESCALE_TOKEN } });
  // Before the example's own listeners: what they did is told once they have run.
  socket.onAny((event) => queueMicrotask(() => tell(event)));
  socket.on("connect_error", (refused) => tell(refused.message));
  process.stdin.on("end", () => socket.disconnect()).resume();
  return socket;
}

function tell(event) {
  process.stdout.write(
    `${JSON.stringify({ event, messages: messages.value, typingUsers: typingUsers.value })}\n`,
  );
}
