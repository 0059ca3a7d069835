// What the server said about this page.

export const viewerId = Number(document.body.dataset.viewerId);

const { conversationId, otherId, otherName } = document.getElementById("main")?.dataset ?? {};

/** The open conversation; null on other pages. */
export const conversation = conversationId
  ? {
      id: Number(conversationId),
      otherId: Number(otherId),
      otherName: otherName ?? "",
    }
  : null;

const asked = new URLSearchParams(location.search);

/** A part of the inbox: a later page, which does not begin with who wrote last, or those that were looked for. */
export const paged = !conversation && ["before", "q", "unread"].some((name) => asked.get(name));

/** An old page of the conversation, which live messages don't continue. */
export const archived = document.getElementById("newest") !== null;

/**
 * The element of that id when it is there and what it should be.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} [kind]
 * @returns {T | null}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  return found instanceof (kind ?? HTMLElement) ? /** @type {T} */ (found) : null;
}

/**
 * The part of a bubble or an inbox item that shows that key.
 *
 * @param {ParentNode} parent
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export function slot(parent, name) {
  return parent.querySelector(`[data-slot="${name}"]`);
}

/**
 * Writes words where they are not yet: written again, the same would be read aloud again.
 *
 * @param {Element | null} place
 * @param {string} words
 */
export function write(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}
