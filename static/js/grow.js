import { field, sent } from "./composer.js";

/** The field grows with what is written, in browsers whose CSS can't say so. */
export function start() {
  if (!field || CSS.supports("field-sizing", "content")) return;
  field.addEventListener("input", grow);
  sent.on(grow);
  grow();
}

function grow() {
  if (!field) return;
  field.style.height = "auto";
  const edges = field.offsetHeight - field.clientHeight;
  field.style.height = `${field.scrollHeight + edges}px`;
}
