import { field, posted, sent } from "./composer.js";
import { clean } from "./limits.js";
import { bubbles, newestId } from "./messages.js";
import { conversation, slot, viewerId } from "./page.js";

// One for each person: the next one on this browser must not find it.
const key = `escale-draft-${viewerId}-${conversation?.id}`;
// Of this tab: the newest message when the form took what is kept under `key` with it.
const postedAfter = `escale-posted-${viewerId}-${conversation?.id}`;

export function start() {
  if (!field || !conversation) return;
  forgetWhatIsSent();
  if (!field.value) restore(field);
  field.addEventListener("input", save);
  sent.on(save);
  posted.on(() => put("sessionStorage", postedAfter, String(newestId())));
}

/** The form took it along; where it has become a message, it is no draft any more. */
function forgetWhatIsSent() {
  const [draft, after] = [read("localStorage", key), read("sessionStorage", postedAfter)];
  put("sessionStorage", postedAfter, "");
  if (after && draft && bubbles().some((bubble) => says(bubble, clean(draft), Number(after))))
    put("localStorage", key, "");
}

/**
 * Whether it is one's own, later than that, and has these words.
 *
 * @param {HTMLElement} bubble
 * @param {string} words
 * @param {number} after
 */
function says(bubble, words, after) {
  const { userId, messageId } = bubble.dataset;
  return (
    userId === String(viewerId) && Number(messageId) > after && slot(bubble, "content")?.textContent === words
  );
}

/** @param {HTMLTextAreaElement} empty */
function restore(empty) {
  const draft = read("localStorage", key);
  if (!draft) return;
  empty.value = draft;
  empty.dispatchEvent(new Event("input", { bubbles: true }));
}

function save() {
  put("localStorage", key, field?.value ?? "");
}

/** @typedef {"localStorage" | "sessionStorage"} Kind */

/**
 * @param {Kind} kind
 * @param {string} name
 */
function read(kind, name) {
  try {
    return globalThis[kind].getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {Kind} kind
 * @param {string} name
 * @param {string} value nothing is kept of an empty one
 */
function put(kind, name, value) {
  try {
    if (value) globalThis[kind].setItem(name, value);
    else globalThis[kind].removeItem(name);
  } catch {
    // a full or forbidden storage: the draft then lives as long as the page
  }
}
