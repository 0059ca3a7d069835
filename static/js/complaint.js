import { element, write } from "./page.js";

const place = element("composer-error");

/**
 * Says beside the composer what is wrong; with no words, that nothing is.
 *
 * @param {string} words
 */
export function complain(words) {
  write(place, words);
}
