import { field, sent } from "./composer.js";
import { conversation } from "./page.js";
import { socket } from "./socket.js";

const EVERY = 3000;
const SILENCE = 5000;

let told = Number.NEGATIVE_INFINITY;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;

/** Tells the other person that one is writing, and when one no longer is. */
export function start() {
  if (!field || !conversation) return;
  field.addEventListener("input", (event) => {
    // A draft put back into the field is not somebody who writes.
    if (!event.isTrusted) return;
    if (field?.value) write();
    else stop();
  });
  field.addEventListener("blur", stop);
  sent.on(stop);
}

function write() {
  clearTimeout(silence);
  silence = setTimeout(stop, SILENCE);
  if (performance.now() - told < EVERY || !socket.connected) return;
  told = performance.now();
  tell(true);
}

function stop() {
  clearTimeout(silence);
  if (told === Number.NEGATIVE_INFINITY) return;
  told = Number.NEGATIVE_INFINITY;
  tell(false);
}

/** @param {boolean} isTyping */
function tell(isTyping) {
  // Never later: what one did before the connection was lost is of no interest after it.
  if (conversation && socket.connected) socket.emit("typing", { conversation_id: conversation.id, isTyping });
}
