import { arrived } from "./messages.js";
import { conversation, element, write } from "./page.js";
import { socket } from "./socket.js";
import { text } from "./texts.js";

const FORGOTTEN = 10_000;

const place = element("typing");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Says that the other person is writing. */
export function start() {
  if (!place || !conversation) return;
  const { id, otherId } = conversation;
  socket.on("user_typing", ({ user_id, conversation_id, isTyping }) => {
    if (conversation_id === id && user_id === otherId) show(isTyping);
  });
  socket.on("disconnect", () => show(false));
  arrived.on((messages) => {
    if (messages.some((message) => message.user_id === otherId)) show(false);
  });
}

/** @param {boolean} isTyping */
function show(isTyping) {
  clearTimeout(timer);
  if (isTyping) timer = setTimeout(() => show(false), FORGOTTEN);
  write(place, isTyping ? text("typing.shown", { name: conversation?.otherName ?? "" }) : "");
}
