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

/** A later page of the inbox, which does not begin with who wrote last. */
export const paged = !conversation && new URLSearchParams(location.search).has("before");

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
