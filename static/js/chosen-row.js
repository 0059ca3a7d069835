import { element } from "./page.js";

let made = 0;

/** A row for a photo above the composer: the server's own, its label joined to its field. */
export function blankRow() {
  const blank = element("chosen-template", HTMLTemplateElement)?.content.querySelector("li");
  const row = /** @type {HTMLElement} */ (document.importNode(/** @type {HTMLElement} */ (blank), true));
  const id = `described-${++made}`;
  row.querySelector("label")?.setAttribute("for", id);
  row.querySelector("input")?.setAttribute("id", id);
  return row;
}
