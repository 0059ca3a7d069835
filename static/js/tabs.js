/** @import { Message, Signal } from "./types.js" */
import { viewerId } from "./page.js";
import { signal } from "./signal.js";

/** What one tab of a person tells the others: that the outbox changed, or what became of a message (none: it was thrown away).
 * @typedef {{ clientId?: string, message?: Message }} News */

/** @type {Signal<News>} */
export const heard = signal();

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`escale-outbox-${viewerId}`) : null;
channel?.addEventListener("message", (event) => heard.tell(event.data));

/** @param {News} news */
export function tellTabs(news = {}) {
  channel?.postMessage(news);
}

const PATIENCE = 45_000;

/**
 * Does the work in this tab while no other tab does it.
 *
 * A tab that the system has frozen would keep the others waiting for ever: after a while it is passed over. Both may
 * then send the same message; its client_id makes that harmless.
 *
 * @param {string} name
 * @param {() => Promise<void>} work
 */
export async function alone(name, work) {
  if (!navigator.locks) return work();
  try {
    await navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE) }, work);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "TimeoutError") await navigator.locks.request(name, { steal: true }, work);
    else if (error.name !== "AbortError") throw error;
  }
}
