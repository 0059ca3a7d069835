/** @type {Record<string, string | Record<string, string>>} */
const texts = JSON.parse(document.getElementById("texts")?.textContent || "{}");

/** The page's, in which dates and numbers are written too. */
export const language = document.documentElement.lang || "fr";
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/**
 * The text in the reader's language, its `{name}`s filled in; of several forms the one that goes with `count`.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function text(key, values = {}) {
  const said = texts[key] ?? key;
  const form = typeof said === "string" ? said : (said[plurals.select(Number(values.count))] ?? said.other);
  return form.replace(/\{(\w+)\}/g, (gap, name) => written(values[name] ?? gap));
}

const DELETED = "Compte supprimé"; // on the wire, whatever one reads

/**
 * What this page calls a person.
 *
 * @param {string} name
 */
export function called(name) {
  return name === DELETED ? text(name) : name;
}

/** @param {string | number} value */
function written(value) {
  return typeof value === "number" ? numbers.format(value) : value;
}
