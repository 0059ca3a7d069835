import { element, write } from "./page.js";

const place = element("composer-error");
/** Whether what stands there is about the text: what the server wrote there mostly is. */
let aboutText = true;

/**
 * Says beside the composer what is wrong; with no words, that nothing is.
 *
 * @param {string} words
 */
export function complain(words) {
  write(place, words);
  aboutText = false;
}

/**
 * The same of the text that stands in the field.
 *
 * @param {string} words
 */
export function complainOfText(words) {
  complain(words);
  aboutText = true;
}

/** The text is another one: what was said of it is past, and nothing else is. */
export function forgetText() {
  if (aboutText) write(place, "");
}
