import { field, sent } from "./composer.js";
import { conversation, viewerId } from "./page.js";

// One for each person: the next one on this browser must not find it.
const key = `escale-draft-${viewerId}-${conversation?.id}`;

export function start() {
  if (!field || !conversation) return;
  if (!field.value) restore(field);
  field.addEventListener("input", save);
  sent.on(save);
}

/** @param {HTMLTextAreaElement} empty */
function restore(empty) {
  const draft = storage()?.getItem(key);
  if (!draft) return;
  empty.value = draft;
  empty.dispatchEvent(new Event("input", { bubbles: true }));
}

function save() {
  try {
    if (field?.value) storage()?.setItem(key, field.value);
    else storage()?.removeItem(key);
  } catch {
    // a full or forbidden storage: the draft then lives as long as the page
  }
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
