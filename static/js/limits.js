// The contract's limits on a message: told before it is sent, and judged by the server all the same.

export const LONGEST = 2000;
export const COUNTED_FROM = 1800;
export const HEAVIEST = 10 * 1024 * 1024;
/** What a photo's message says where nobody wrote words. actions/several.py says the same, and why. */
export const WORDLESS = "Photo";

const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/**
 * What is sent of what was typed: NUL and halves of characters, which the server refuses, are nobody's intention.
 *
 * @param {string} typed
 */
export function clean(typed) {
  return typed
    .replaceAll("\r\n", "\n")
    .replaceAll("\0", "")
    .replace(/\p{Surrogate}/gu, "");
}

/** @param {string} content */
export function length(content) {
  return [...content].length;
}

/** @param {string} content */
export function isBlank(content) {
  return /^[\s\p{Cf}\p{Cc}]*$/u.test(content);
}

/**
 * Whether it is folded at first. routes/folds.py says the same.
 *
 * @param {string} content
 */
export function isTall(content) {
  return content.split(/[\n\v\f\r\u0085\u2028\u2029]/).length > 21;
}

/**
 * Whether the contract has a name for what the file says it is.
 *
 * @param {File} file
 */
export function isOfKnownKind(file) {
  return KINDS.includes(file.type);
}

/**
 * The key of the text that says why files like this one can't be sent; null when it can.
 *
 * @param {File} file
 */
export function refusalOf(file) {
  if (!isOfKnownKind(file)) return "photo.unreadable";
  return file.size > HEAVIEST ? "photo.heavy" : null;
}
