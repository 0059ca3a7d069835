import { arrived } from "./messages.js";
import { conversation, element } from "./page.js";
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
  // Written again, the same would be read aloud again.
  if (isTyping !== Boolean(place?.textContent)) place?.replaceChildren(...(isTyping ? words() : []));
}

/** The name apart: it gives way where there is no room, for it stands above anyway. */
function words() {
  const name = document.createElement("bdi");
  name.className = "typing__name";
  name.textContent = conversation?.otherName ?? "";
  const [before, after = ""] = text("typing.shown").split("{name}");
  return [before, name, after];
}
