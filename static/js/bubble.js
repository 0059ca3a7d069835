/** @import { Message, Picture } from "./types.js" */
import { clock } from "./dates.js";
import { isTall, WORDLESS } from "./limits.js";
import { linked } from "./links.js";
import { element, slot, viewerId, write } from "./page.js";
import { called } from "./texts.js";

/** An empty bubble: the server's own, so that a live page and its reload are the same. */
export function blank() {
  const bubble = element("message-template", HTMLTemplateElement)?.content.querySelector("article");
  return /** @type {HTMLElement} */ (document.importNode(/** @type {HTMLElement} */ (bubble), true));
}

/**
 * Writes a message into a bubble, by text and attributes only; into a waiting one, in its place and without flicker.
 *
 * @param {HTMLElement} bubble
 * @param {Message} message
 * @param {Picture | null} [picture]
 */
export function fill(bubble, message, picture = pictureOf(message.attachment)) {
  bubble.className = message.user_id === viewerId ? "message message--mine" : "message";
  bubble.id = `m-${message.id}`;
  bubble.dataset.messageId = String(message.id);
  bubble.dataset.userId = String(message.user_id);
  bubble.dataset.conversationId = String(message.conversation_id);
  bubble.dataset.read = String(message.read);
  delete bubble.dataset.state;
  delete bubble.dataset.clientId;
  delete bubble.dataset.position;
  write(slot(bubble, "Sender"), called(message.Sender.name));
  const words = slot(bubble, "content");
  writeLinked(words, message.content);
  if (words) words.hidden = Boolean(picture) && message.content === WORDLESS;
  if (!isTall(message.content)) bubble.querySelector(".fold")?.remove();
  const state = slot(bubble, "state");
  for (const name of ["role", "aria-live"]) state?.removeAttribute(name);
  write(state, "");
  writeTime(bubble, message.createdAt);
  showPicture(bubble, picture);
}

/**
 * The bubble's clock in the reader's time zone.
 *
 * @param {Element} bubble
 * @param {string} [iso]
 */
export function writeTime(bubble, iso) {
  const time = slot(bubble, "createdAt");
  if (iso) time?.setAttribute("datetime", iso);
  write(time, clock(time?.getAttribute("datetime") ?? ""));
}

/**
 * With the line breaks that a page's parser makes of the same text.
 *
 * @param {HTMLElement | null} place
 * @param {string} content
 */
function writeLinked(place, content) {
  const words = content.replace(/\r\n?/g, "\n");
  if (place && place.textContent !== words) place.replaceChildren(...linked(words));
}

/**
 * @param {string | null} address
 * @returns {Picture | null}
 */
function pictureOf(address) {
  if (!address) return null;
  const [image] = address.split("#");
  const { searchParams, hash } = new URL(address, location.href);
  const [width, height] = ["width", "height"].map((side) => Number(searchParams.get(side)));
  return { href: address, src: `${image}&size=small`, width, height, alt: described(hash) };
}

/**
 * What a picture shows, as its sender says it: the fragment of its address.
 *
 * @param {string} hash
 */
function described(hash) {
  try {
    return decodeURIComponent(hash.replace(/^#alt=/, ""));
  } catch {
    return "";
  }
}

/**
 * @param {HTMLElement} bubble
 * @param {Picture | null} picture
 */
function showPicture(bubble, picture) {
  const link = slot(bubble, "photo");
  const image = /** @type {HTMLImageElement | null} */ (slot(bubble, "attachment"));
  if (!picture) return link?.remove();
  if (!link || !image) return;
  const before = image.src;
  link.setAttribute("href", picture.href);
  if (picture.alt) image.setAttribute("alt", picture.alt);
  if (!before.startsWith("blob:")) image.setAttribute("src", picture.src);
  if (picture.width) image.setAttribute("width", String(picture.width));
  if (picture.height) image.setAttribute("height", String(picture.height));
  if (before.startsWith("blob:")) replaceWhenLoaded(image, picture.src, before);
}

/**
 * @param {HTMLImageElement} image
 * @param {string} address
 * @param {string} before the sender's own picture, which stays until the stored one can take its place
 */
async function replaceWhenLoaded(image, address, before) {
  const loaded = new Image();
  loaded.src = address;
  await loaded.decode().catch(() => {});
  image.setAttribute("src", address);
  URL.revokeObjectURL(before);
}
