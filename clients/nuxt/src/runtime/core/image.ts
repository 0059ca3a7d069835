/** A message's image, as a page shows it. */
export interface Image {
  /** The full one's address. */
  full: string;
  /** The small one's. */
  small: string;
  /** Of the full one: with them a page keeps its place before it loads. */
  width: number;
  height: number;
  /** What its sender says that it shows; empty when they said nothing. */
  alt: string;
}

const WORDLESS = "Photo";

/** Whether nobody wrote words with it: the contract wants some, and Escale's own pages then send these, and show none. */
export function isImageAlone({ attachment, content }: { attachment: string | null; content: string }) {
  return attachment !== null && content === WORDLESS;
}

/** What the address of a message's image says; null for a message without one. */
export function imageOf({ attachment }: { attachment: string | null }): Image | null {
  if (!attachment) return null;
  const address = new URL(attachment);
  const number = (name: string) => Number(address.searchParams.get(name));
  const alt = new URLSearchParams(address.hash.slice(1).replaceAll("+", "%2B")).get("alt") ?? "";
  const [width, height] = [number("width"), number("height")];
  address.hash = "";
  const full = address.href;
  return { full, small: `${full}&size=small`, width, height, alt };
}
