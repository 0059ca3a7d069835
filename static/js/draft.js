import { field, posted, sent } from "./composer.js";
import { clean } from "./limits.js";
import { bubbles, newestId } from "./messages.js";
import { conversation, slot, viewerId } from "./page.js";
import { sessionOver } from "./session.js";

// One for each person: the next one on this browser must not find it.
const key = `escale-draft-${viewerId}-${conversation?.id}`;
// Of this tab: the newest message when the form took what is kept under `key` with it.
const postedAfter = `escale-posted-${viewerId}-${conversation?.id}`;

/** What this tab has kept last for all: another one of the same conversation keeps its own. */
let last = "";
let over = false;
let leaving = false;

export function start() {
  if (!field || !conversation) return;
  forgetWhatIsSent();
  if (!field.value) restore(field);
  field.addEventListener("input", save);
  sent.on(save);
  keepThroughTheLogIn();
  posted.on(() => put("sessionStorage", postedAfter, String(newestId())));
}

/** The form took it along; where it has become a message, it is no draft any more. */
function forgetWhatIsSent() {
  const [draft, after] = [kept(), read("sessionStorage", postedAfter)];
  put("sessionStorage", postedAfter, "");
  if (!after || !draft || !bubbles().some((bubble) => says(bubble, clean(draft), Number(after)))) return;
  last = draft;
  save();
}

/** Logging out in another tab empties what is kept, and this one still has it: until it is left, by whoever comes back to it. */
function keepThroughTheLogIn() {
  sessionOver.on((isOver) => {
    over = isOver;
  });
  document.addEventListener("submit", ({ target }) => {
    if (target instanceof Element && target.matches(".house__out")) leaving = true;
  });
  addEventListener("pagehide", () => {
    if (over && !leaving) put("sessionStorage", key, field?.value ?? "");
  });
}

/** What was being written: in this tab, or else in the one that kept something last. */
function kept() {
  return read("sessionStorage", key) || read("localStorage", key);
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
  const draft = kept();
  if (!draft) return;
  last = draft;
  empty.value = draft;
  empty.dispatchEvent(new Event("input", { bubbles: true }));
}

function save() {
  const words = field?.value ?? "";
  put("sessionStorage", key, words);
  if (words || read("localStorage", key) === last) put("localStorage", key, words);
  last = words;
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
