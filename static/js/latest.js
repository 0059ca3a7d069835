import { arrived } from "./messages.js";
import { element, slot, viewerId, write } from "./page.js";
import { atBottom, moved, toBottom } from "./scroll.js";
import { text } from "./texts.js";

const button = element("latest", HTMLButtonElement);
let unseen = 0;

export function start() {
  if (!button) return;
  button.addEventListener("click", () => {
    // It goes away with the click: whoever pressed it by a key is where it led.
    element("scroll")?.focus({ preventScroll: true });
    toBottom();
  });
  moved.on(update);
  arrived.on((messages) => {
    if (!atBottom()) unseen += messages.filter((message) => message.user_id !== viewerId).length;
    update();
  });
}

function update() {
  if (!button) return;
  if (atBottom()) unseen = 0;
  button.hidden = atBottom();
  const words = text(unseen === 0 ? "latest.jump" : "latest.new", { count: unseen });
  write(slot(button, "latest") ?? button, words);
}
