import { complainOfText, forgetText } from "./complaint.js";
import { COUNTED_FROM, clean, isBlank, LONGEST, length, WORDLESS } from "./limits.js";
import { discard, keep, refuse, written } from "./outbox.js";
import { cancelled, showWritten, takenBack } from "./outbox-bubbles.js";
import { archived, conversation, element } from "./page.js";
import { beingLookedAt, choose, chosen, others, preparing, unchoose } from "./photo.js";
import { signal } from "./signal.js";
import { blocked } from "./socket.js";
import { text } from "./texts.js";

const form = element("composer", HTMLFormElement);
const count = element("count");

/** The field in which one writes. */
export const field = /** @type {HTMLTextAreaElement | null} */ (
  form?.querySelector("textarea[name=content]")
);

/** The person has sent what was in the field.
 * @type {import("./types.js").Signal<void>} */
export const sent = signal();

/** The form takes what was in the field to the server itself: the next page shows whether it is stored.
 * @type {import("./types.js").Signal<void>} */
export const posted = signal();

export function start() {
  if (!form || !field || !conversation) return;
  form.noValidate = true; // its own words say what is wrong
  form.addEventListener("submit", submit);
  field.addEventListener("keydown", sendOnEnter);
  field.addEventListener("input", () => {
    forgetText();
    field?.removeAttribute("aria-invalid");
    showCount();
  });
  takenBack.on(takeBack);
  cancelled.on(async (item) => {
    const busy = field?.value || chosen();
    await (busy ? refuse(item, "") : discard(item));
    if (busy) field?.focus();
    else takeBack(item);
  });
  showCount();
}

/** @param {SubmitEvent} event */
function submit(event) {
  const looking = beingLookedAt();
  if (looking) {
    event.preventDefault();
    return void submitAfter(looking);
  }
  const plain = blocked() || archived;
  const refusal = reasonToRefuse(plain);
  if (refusal !== null || !plain) event.preventDefault();
  if (refusal !== null) {
    complainOfText(refusal);
    return field?.focus();
  }
  if (event.defaultPrevented) send();
  else submitOnce(event);
}

let held = false;

/**
 * Who sends at once need not wait for more than that the photos are photos; what is none is not passed over. What is written or
 * chosen meanwhile belongs to the next message.
 *
 * @param {NonNullable<ReturnType<typeof beingLookedAt>>} looking
 */
async function submitAfter({ arePhotos, alone }) {
  if (!field || held) return;
  held = true;
  const words = field.value;
  const all = await arePhotos;
  held = false;
  const since = field.value.startsWith(words) ? field.value.slice(words.length) : "";
  if (!all) return words && since ? write(`${words}\n${since}`) : undefined; // what is said of the photo stands beside it
  if (blocked() || archived) return form?.requestSubmit(); // the form takes its fields as they stand
  if (since) field.value = words;
  const writing = document.activeElement;
  alone(() => form?.requestSubmit());
  if (since) write(field.value + since);
  if (writing instanceof HTMLInputElement && writing.isConnected) writing.focus();
}

async function send() {
  if (!field || !conversation) return;
  const [content, photo] = [clean(field.value), chosen()];
  const item = written({
    conversationId: conversation.id,
    content: photo && isBlank(content) ? WORDLESS : content,
    photo,
    clientId: kept(),
  });
  const besides = others();
  field.value = "";
  unchoose();
  showCount();
  field.focus();
  showWritten(item);
  await keep(item);
  sent.tell();
  await sendEach(await besides);
}

/**
 * One message each: the first one bore the words.
 *
 * @param {import("./types.js").Photo[]} photos
 */
async function sendEach(photos) {
  for (const photo of photos) {
    const item = written({ conversationId: conversation?.id ?? 0, content: WORDLESS, photo });
    showWritten(item);
    await keep(item);
  }
}

/** The text's own id, when the server gave a text back that may have been stored. */
function kept() {
  const returned = field?.defaultValue && field.value === field.defaultValue;
  const id = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[name=client_id]"));
  if (field) field.defaultValue = "";
  return returned && id?.value ? id.value : undefined;
}

/**
 * The words that say why what is written can't be sent; null when it can.
 *
 * @param {boolean} plain by the form itself
 */
function reasonToRefuse(plain) {
  const content = clean(field?.value ?? "");
  if (preparing(plain)) return text("photo.preparing");
  if (isBlank(content)) return chosen() ? null : content ? text("composer.blank") : "";
  const over = length(content) - LONGEST;
  return over > 0 ? text("composer.too_long", { count: over }) : null;
}

function showCount() {
  if (!count || !field) return;
  const written = length(clean(field.value));
  count.hidden = written < COUNTED_FROM;
  count.textContent = count.hidden ? "" : text("composer.count", { count: written, limit: LONGEST });
  if (written > LONGEST) field.setAttribute("aria-invalid", "true");
}

/** @param {KeyboardEvent} event */
function sendOnEnter(event) {
  // An Enter that ends a composition (Japanese, Chinese, ...) chooses a word; Safari tells it by 229 only.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  // The keyboards of touch screens have no Shift+Enter.
  if (matchMedia("(hover: none) and (pointer: coarse)").matches && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  if (!event.repeat) form?.requestSubmit();
}

/** @param {Blob} blob */
function nameOf(blob) {
  return blob instanceof File ? blob.name : "photo";
}

let submitted = false;

/** @param {SubmitEvent} event */
function submitOnce(event) {
  if (submitted) event.preventDefault();
  else posted.tell();
  submitted = true;
  addEventListener("pageshow", () => {
    submitted = false;
  });
}

/** @param {import("./types.js").Waiting} item */
function takeBack({ content, photo }) {
  if (!field) return;
  const words = photo && content === WORDLESS ? "" : content;
  if (photo) choose(new File([photo.blob], nameOf(photo.blob), { type: photo.blob.type }), photo.alt);
  write(words && field.value ? `${words}\n${field.value}` : words || field.value);
  field.focus();
}

/**
 * Puts this into the field, as if it had been typed.
 *
 * @param {string} words
 */
function write(words) {
  if (!field) return;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
