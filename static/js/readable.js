/**
 * Whether the file is an image, whole: its name and the kind that it claims are not asked.
 *
 * @param {Blob} file
 * @returns {Promise<boolean>} true as well where this browser can't tell: then the server does
 */
export async function isImage(file) {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch (error) {
    return !(error instanceof DOMException);
  }
}
