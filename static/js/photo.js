/** @import { Photo } from "./types.js" */
import { complain } from "./complaint.js";
import { lighter } from "./lighter.js";
import { refusalOf } from "./limits.js";
import { archived, element } from "./page.js";
import { text } from "./texts.js";

const form = element("composer", HTMLFormElement);
const input = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[type=file]"));
const preview = element("preview");
const image = preview?.querySelector("img");
const beside = preview?.querySelector("p");
const MOST = 10;

/** Those that were chosen together with the one that is shown, each on its way to being smaller.
 * @type {Promise<Photo | null>[]} */
let more = [];

export function start() {
  if (!form || !input || !preview) return;
  input.multiple = !archived; // a form sent without a script's help carries one
  input.addEventListener("change", () => take(input.files));
  preview.querySelector("button")?.addEventListener("click", () => {
    unchoose();
    input.focus();
  });
  form.addEventListener("paste", (event) => take(event.clipboardData?.files, event));

  const target = element("main");
  target?.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  target?.addEventListener("drop", (event) => take(event.dataTransfer?.files, event));
  take(input.files); // a browser that restores the form restores its file too
}

/**
 * The photo that goes with the message.
 *
 * @returns {Photo | null}
 */
export function chosen() {
  const file = input?.files?.[0];
  return file
    ? {
        blob: file,
        width: image?.naturalWidth || 0,
        height: image?.naturalHeight || 0,
      }
    : null;
}

/** How many go with the message besides the one that is shown. */
export function othersChosen() {
  return more.length;
}

/**
 * The photos chosen besides, for messages of their own; those that can't be sent are left out, and it is said.
 *
 * @returns {Promise<Photo[]>}
 */
export async function others() {
  const photos = await Promise.all(more);
  return photos.filter((photo) => photo !== null);
}

/** @param {File} file */
async function ready(file) {
  const smaller = await lighter(file);
  const refusal = refusalOf(smaller);
  const picture = refusal ? null : await createImageBitmap(smaller).catch(() => null);
  if (refusal) complain(text(refusal));
  return refusal ? null : { blob: smaller, width: picture?.width ?? 0, height: picture?.height ?? 0 };
}

/** @param {File[]} files */
function chooseBeside(files) {
  more = files.map(ready);
  if (!beside) return;
  beside.hidden = more.length === 0;
  beside.textContent = text(more.length === 1 ? "photo.one_more" : "photo.more", { count: more.length });
}

/** @type {File | null} */
let latest = null;

/**
 * Makes this the photo that goes with the message, smaller where that helps.
 *
 * @param {File} file
 */
export async function choose(file) {
  latest = file;
  // Until it is made smaller, what may be sent is there as it came: who sends at once need not wait.
  if (!refusalOf(file)) put(file);
  const smaller = await lighter(file);
  if (latest === file && (smaller !== file || refusalOf(file))) put(smaller);
}

/** @param {File} file */
function put(file) {
  if (!input || !preview || !image) return;
  const refusal = refusalOf(file);
  if (refusal) {
    unchoose();
    return complain(text(refusal));
  }
  if (input.files?.[0] !== file || input.files.length > 1) {
    // Into the form's own field, so that the form sent without a script's help carries it as well.
    const carrier = new DataTransfer();
    carrier.items.add(file);
    input.files = carrier.files;
  }
  forgetImage();
  image.src = URL.createObjectURL(file);
  preview.hidden = false;
  complain("");
}

export function unchoose() {
  latest = null;
  chooseBeside([]);
  if (!input || !preview) return;
  input.value = "";
  preview.hidden = true;
  forgetImage();
}

/**
 * @param {FileList | null | undefined} files
 * @param {Event} [event] what brought them, and would do something else with them
 */
function take(files, event) {
  const file = files?.[0];
  if (file) {
    event?.preventDefault();
    const chosen = [...(files ?? [])].slice(0, input?.multiple ? MOST : 1);
    choose(file);
    chooseBeside(chosen.slice(1));
  } else if (!event) unchoose();
}

function forgetImage() {
  if (image?.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  image?.removeAttribute("src");
}
