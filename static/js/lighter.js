// A photo need not be larger than a screen can show, nor heavier than its pixels ask for.
import { isOfKnownKind } from "./limits.js";

const LONGEST_SIDE = 4096;
// As imaging/limits.py has it: a strip may be longer while its other side would become too narrow to be read.
const STRIP = [1080, 15_000];
const LIGHT = 1_000_000;
const QUALITY = 0.85;
const LOOKED_AT = 65_536;

/**
 * The photo made smaller where that helps, or into a kind that may be sent; as it is where neither helps, where it moves, or where
 * this browser can't.
 *
 * @param {File} file
 * @returns {Promise<File>}
 */
export async function lighter(file) {
  const known = isOfKnownKind(file);
  if (file.type === "image/gif") return file;
  if (known && file.size <= LIGHT && file.type !== "image/jpeg" && !(await isLarge(file))) return file;
  try {
    if (await moves(file)) return file;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = scaleOf(picture);
    if (known && scale === 1 && file.size <= LIGHT) return file;
    const blob = await drawn(picture, scale, file.type === "image/jpeg" ? "image/jpeg" : "image/webp");
    if (!blob || (known && scale === 1 && blob.size >= file.size)) return file;
    return new File([blob], file.name, { type: blob.type });
  } catch {
    return file; // what can't be decoded here is judged by the server
  }
}

/** @param {File} file */
async function isLarge(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  return picture ? scaleOf(picture) < 1 : false;
}

/** @param {ImageBitmap} picture */
function scaleOf({ width, height }) {
  const [narrow, long] = [Math.min(width, height), Math.max(width, height)];
  return Math.min(1, Math.max(LONGEST_SIDE / long, Math.min(STRIP[0] / narrow, STRIP[1] / long)));
}

/**
 * Whether it is an animation, of which a canvas would keep the first picture alone.
 *
 * @param {File} file
 */
async function moves(file) {
  const head = new TextDecoder("latin1").decode(await file.slice(0, LOOKED_AT).arrayBuffer());
  return head.includes("acTL") || head.includes("ANIM");
}

/**
 * @param {ImageBitmap} picture
 * @param {number} scale
 * @param {string} kind
 * @returns {Promise<Blob | null>}
 */
function drawn(picture, scale, kind) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
}
