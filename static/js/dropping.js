import { text } from "./texts.js";

/**
 * Files may be dropped there, which says so while some hang above it.
 *
 * @param {HTMLElement | null} target
 * @param {(files: FileList | undefined, event: DragEvent) => void} take
 */
export function takeWhatIsDropped(target, take) {
  const over = (/** @type {boolean} */ is) => {
    if (is && target) target.dataset.dropping = text("photo.drop");
    else delete target?.dataset.dropping;
  };
  target?.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  });
  target?.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && target.contains(relatedTarget))) over(false);
  });
  target?.addEventListener("drop", (event) => {
    over(false);
    take(event.dataTransfer?.files, event);
  });
}
