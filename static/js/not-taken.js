import { complain } from "./complaint.js";
import { language, text } from "./texts.js";

const LONGEST = 40;
const ENDING = 12;

/** What there is to say of all that was brought last. */
let first = "";
/** The files that were brought last, in their order; looked at side by side, they are refused in any.
 * @type {File[]} */
let order = [];
/** Why some of it was not taken, as the key of a text, and those files.
 * @type {Map<string, File[]>} */
const reasons = new Map();

/**
 * Files are brought, or sent: what was said of those before is past.
 *
 * @param {File[]} [files]
 * @param {string} [words]
 */
export function begin(files = [], words = "") {
  order = files;
  first = words;
  reasons.clear();
  say();
}

/**
 * Says beside the composer that this file was not taken, with all others of which the same is to be said.
 *
 * @param {string} reason
 * @param {File} file
 */
export function refuse(reason, file) {
  reasons.set(
    reason,
    [...(reasons.get(reason) ?? []), file].sort((one, other) => order.indexOf(one) - order.indexOf(other)),
  );
  say();
}

function say() {
  const list = new Intl.ListFormat(language);
  const sentences = [...reasons].map(([reason, files]) =>
    text(reason, { count: files.length, names: list.format(files.map(({ name }) => named(name))) }),
  );
  complain([first, ...sentences].filter(Boolean).join(" "));
}

/**
 * Between quotation marks, in its own direction, and no longer than one can take in.
 *
 * @param {string} name
 */
function named(name) {
  const letters = [...name];
  const cut = [...letters.slice(0, LONGEST - ENDING), "…", ...letters.slice(-ENDING)];
  return text("photo.named", { name: `\u2068${(letters.length > LONGEST ? cut : letters).join("")}\u2069` });
}
