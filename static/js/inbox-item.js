/** @import { Conversation } from "./types.js" */
import { when } from "./dates.js";
import { element, slot, viewerId, write } from "./page.js";
import { called, text } from "./texts.js";

const PREVIEW = 120;
// As in routes/names.py: the blocks whose letters are read from the right.
const FROM_THE_RIGHT = /^[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** An empty item: the server's own.
 * @returns {HTMLElement} */
export function blankItem() {
  const item = element("inbox-template", HTMLTemplateElement)?.content.querySelector("li");
  return document.importNode(/** @type {HTMLElement} */ (item), true);
}

/**
 * Writes a conversation into an item, by text and attributes only.
 *
 * @param {HTMLElement} item
 * @param {Conversation} conversation
 */
export function fillItem(item, { id, voyager_id, Voyager, Local, last_message, unread, updatedAt }) {
  const other = voyager_id === viewerId ? Local : Voyager;
  const line = oneLine(last_message?.content ?? "");
  const mine = last_message?.user_id === viewerId;
  item.dataset.conversationId = String(id);
  item.dataset.unread = String(unread);
  item.dataset.photo = String(Boolean(last_message?.attachment));
  item.querySelector("a")?.setAttribute("href", `/conversations/${id}${unread ? "#new" : ""}`);
  const name = called(other.name);
  write(slot(item, "initials"), initials(name));
  write(slot(item, "name"), name);
  const said = mine ? text("inbox.mine", { text: line }) : line;
  write(slot(item, "preview"), last_message ? said : text("inbox.none"));
  write(slot(item, "unread"), unread ? String(unread) : "");
  slot(item, "when")?.setAttribute("datetime", updatedAt);
  localiseItem(item);
}

/**
 * The item's date in the reader's time zone.
 *
 * @param {Element} item
 */
export function localiseItem(item) {
  const iso = slot(item, "when")?.getAttribute("datetime");
  if (iso) write(slot(item, "when"), when(iso));
}

/**
 * When its conversation was last written in.
 *
 * @param {Element} item
 */
export function momentOf(item) {
  return Date.parse(slot(item, "when")?.getAttribute("datetime") ?? "");
}

/** @param {string} content */
function oneLine(content) {
  const words = content.replace(/\s+/g, " ").trim();
  return [...words].slice(0, PREVIEW).join("");
}

/**
 * Of the first and the last word, or of the first alone where the two are read in different directions.
 *
 * @param {string} name
 */
function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  const letters = ends.map((word) => [...word][0]);
  if (new Set(letters.map((letter) => FROM_THE_RIGHT.test(letter))).size > 1) letters.length = 1;
  // Two that are written joined would be read as one word.
  return letters.join(FROM_THE_RIGHT.test(letters[0] ?? "") ? "\u200c" : "").toUpperCase() || "?";
}
