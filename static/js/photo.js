/** @import { Photo } from "./types.js" */
import { blankRow } from "./chosen-row.js";
import { takeWhatIsDropped } from "./dropping.js";
import { lighter } from "./lighter.js";
import { refusalOf } from "./limits.js";
import { begin, refuse } from "./not-taken.js";
import { element } from "./page.js";
import { isImage } from "./readable.js";
import { text } from "./texts.js";

const form = element("composer", HTMLFormElement);
const input = element("attachment", HTMLInputElement);
const list = element("preview");
const field = form?.querySelector("textarea");
const usual = field?.placeholder ?? "";
const MOST = 10; // as in actions/several.py

/** A photo that was chosen: its row above the composer, the file as it stands so far, whether it is a photo, and when it is
 * ready; `shown` once it is known to be one.
 * @typedef {{ row: HTMLElement, image: HTMLImageElement, alt: HTMLInputElement, file: File, shown: boolean,
 *   isPhoto: Promise<boolean>, ready: Promise<void> }} Chosen */

/** @type {Chosen[]} */
let rows = [];

export function start() {
  if (!form || !input || !list) return;
  const camera = element("camera", HTMLInputElement);
  input.addEventListener("change", () => take(input.files));
  camera?.addEventListener("change", () => {
    take(camera.files);
    camera.value = "";
  });
  form.addEventListener("paste", (event) => take(event.clipboardData?.files, event));
  takeWhatIsDropped(element("main"), take);
  take(input.files); // a browser that restores the form restores its file too
}

/**
 * The photo that goes with the message.
 *
 * @returns {Photo | null}
 */
export function chosen() {
  return rows.length ? photoOf(rows[0]) : null;
}

/**
 * What is chosen now, until all of it has been looked at, and the first is light enough to be sent; null once it is.
 *
 * @returns {{ arePhotos: Promise<boolean>, alone: (send: () => void) => void } | null} whether all of it are photos, and what
 *   calls `send` without those that were chosen since: they stay, for the next message
 */
export function beingLookedAt() {
  if (rows.every(({ shown }) => shown) && !preparing(false)) return null;
  const now = [...rows];
  return {
    arePhotos: Promise.all(now.map(canGo)).then((all) => !all.includes(false)),
    alone(send) {
      const since = rows.filter((one) => !now.includes(one));
      rows = rows.filter((one) => now.includes(one));
      send();
      rows = [...rows, ...since];
      update();
    },
  };
}

/**
 * Whether it is a photo, and the first one light enough once that is known.
 *
 * @param {Chosen} one
 * @param {number} at
 */
async function canGo(one, at) {
  if (!(await one.isPhoto)) return false;
  if (at === 0 && refusalOf(one.file)) await one.ready;
  return at > 0 || !refusalOf(one.file);
}

/**
 * Whether one of those that go with the form itself, or else the first one, is still too large and being made smaller.
 *
 * @param {boolean} plain
 */
export function preparing(plain) {
  return rows.slice(0, plain ? MOST : 1).some(({ file }) => refusalOf(file) !== null);
}

/**
 * The photos chosen besides, for messages of their own; those that can't be sent are left out, and it is said.
 *
 * @returns {Promise<Photo[]>}
 */
export async function others() {
  const besides = rows.slice(1);
  const described = besides.map(({ alt }) => alt.value.trim());
  await Promise.all(besides.map(({ ready }) => ready));
  const photos = besides.map((one, at) => ({ ...photoOf(one), alt: described[at] }));
  return photos.filter((_, at) => !refusalOf(besides[at].file));
}

/**
 * @param {File} file
 * @param {string} [alt]
 */
export function choose(file, alt) {
  begin();
  add(file, alt);
}

/** @type {typeof choose} */
function add(file, alt = "") {
  if (!list || rows.length >= MOST) return;
  const row = blankRow();
  const [image, described, button] = [
    row.querySelector("img"),
    row.querySelector("input"),
    row.querySelector("button"),
  ];
  if (!image || !described || !button) return;
  described.value = alt;
  described.addEventListener("keydown", stayInTheForm);
  /** @type {Chosen} */
  const one = {
    row,
    image,
    alt: described,
    file,
    shown: false,
    isPhoto: Promise.resolve(false),
    ready: Promise.resolve(),
  };
  button.addEventListener("click", () => remove(one));
  rows.push(one);
  list.append(row);
  one.isPhoto = look(one);
  one.ready = makeLighter(one);
  update();
}

export function unchoose() {
  for (const { row, image, ready } of rows) {
    row.remove();
    void ready.then(() => URL.revokeObjectURL(image.src));
  }
  rows = [];
  begin();
  update();
}

/**
 * Shows it where it is a photo. Until it is made smaller, what may be sent is there as it came: who sends at once need not wait.
 *
 * @param {Chosen} one
 */
async function look(one) {
  const isPhoto = await isImage(one.file);
  if (!isPhoto) giveUp(one, "photo.unreadable");
  else if (!refusalOf(one.file)) await show(one, one.file);
  one.shown = true;
  return isPhoto;
}

/** @param {Chosen} one */
async function makeLighter(one) {
  if (!(await one.isPhoto)) return;
  const smaller = await lighter(one.file);
  const refusal = refusalOf(smaller);
  if (refusal) return giveUp(one, refusal);
  if (smaller !== one.file || !one.image.src) await show(one, smaller);
  update();
}

/** @type {(one: Chosen, reason: string) => void} */
function giveUp(one, reason) {
  if (rows.includes(one)) remove(one);
  refuse(reason, one.file);
}

/**
 * @param {Chosen} one
 * @param {File} file
 */
async function show(one, file) {
  one.file = file;
  if (one.image.src) URL.revokeObjectURL(one.image.src);
  one.image.src = URL.createObjectURL(file);
  await one.image.decode().catch(() => {});
}

/** @param {Chosen} one */
function remove(one) {
  const at = rows.indexOf(one);
  const held = one.row.contains(document.activeElement);
  rows = rows.filter((other) => other !== one);
  one.row.remove();
  update();
  if (held) (rows[Math.min(at, rows.length - 1)]?.row.querySelector("button") ?? input)?.focus();
}

/** The form's own field carries them too, for when it is sent without a script's help. */
function update() {
  if (!input || !list) return;
  list.hidden = rows.length === 0;
  if (field) field.placeholder = rows.length ? text("photo.words") : usual;
  rows.forEach(({ row }, at) => {
    const words = row.querySelector("button span");
    const name = rows.length > 1 ? text("photo.remove", { number: at + 1 }) : text("photo.remove_it");
    if (words) words.textContent = name;
  });
  const ready = rows.map(({ file }) => file).filter((file) => !refusalOf(file));
  const carried = [...(input.files ?? [])];
  if (ready.length === carried.length && ready.every((file, at) => file === carried[at])) return;
  const carrier = new DataTransfer();
  for (const file of ready) carrier.items.add(file);
  input.files = carrier.files;
}

/** @param {Chosen} one */
function photoOf({ file, image, alt }) {
  return { blob: file, width: image.naturalWidth, height: image.naturalHeight, alt: alt.value.trim() };
}

/**
 * Who has described a photo goes on writing, rather than send what may not be written yet.
 *
 * @param {KeyboardEvent} event
 */
function stayInTheForm(event) {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  field?.focus();
}

/**
 * @param {FileList | null | undefined} files
 * @param {Event} [event] what brought them, and would do something else with them
 */
function take(files, event) {
  const brought = [...(files ?? [])];
  if (!brought.length) return event ? undefined : update();
  event?.preventDefault();
  const room = MOST - rows.length;
  begin(brought, brought.length > room ? text("photo.too_many", { count: MOST }) : "");
  for (const file of brought.slice(0, room)) add(file);
  if (list && room < MOST) list.scrollTop = list.scrollHeight; // they came to others, below
}
