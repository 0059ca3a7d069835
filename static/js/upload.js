/** @import { Answer, Answers, Signal, Waiting } from "./types.js" */
// A photo goes by the form's own request rather than over the socket: there alone a browser tells how far its bytes have come.
import { viewerId } from "./page.js";
import { signal } from "./signal.js";

const STALLED = 30_000;

/** How much of a message's photo has left, from 0 to 1. All of it can't be taken back any more.
 * @type {Signal<{ clientId: string, part: number }>} */
export const progress = signal();

/** Those on their way that may still be stopped.
 * @type {Map<string, XMLHttpRequest>} */
const stoppable = new Map();

/**
 * The server's answer to a message with a photo; null when something else answered, and the socket has to say it.
 *
 * Raises when it is late, stopped, or the connection lost: whether the server stored it is then unknown.
 *
 * @param {Waiting} item
 * @returns {Promise<Answer<Answers["send_message"]> | null>}
 */
export function upload(item) {
  const { clientId, conversationId } = item;
  const request = new XMLHttpRequest();
  stoppable.set(clientId, request);
  return new Promise((resolve, reject) => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const tell = (/** @type {number} */ part) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
      if (part === 1) stoppable.delete(clientId);
      progress.tell({ clientId, part });
    };
    request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 0);
    request.upload.onload = () => tell(1);
    request.onload = () => resolve(answerOf(request));
    request.onerror = request.onabort = () => reject(new Error("not uploaded"));
    request.onloadend = () => {
      clearTimeout(timer);
      stoppable.delete(clientId);
    };
    request.open("POST", `/conversations/${conversationId}/messages`);
    request.setRequestHeader("Accept", "application/json");
    request.send(formOf(item));
    tell(0);
  });
}

/**
 * Stops the one message's, at once: later its last bytes might have left.
 *
 * @param {Pick<Waiting, "clientId">} item
 */
export function stop({ clientId }) {
  stoppable.get(clientId)?.abort();
}

/**
 * Stops those whose messages are no longer to be sent.
 *
 * @param {Waiting[]} left what is
 */
export function stopOthers(left) {
  const kept = new Set(left.map(({ clientId }) => clientId));
  for (const clientId of stoppable.keys()) if (!kept.has(clientId)) stop({ clientId });
}

/** @param {Waiting} item */
function formOf({ clientId, content, photo }) {
  const form = new FormData();
  // Of this page, not of the one on which it was written.
  const proof = document.querySelector("input[name=csrf_token]")?.getAttribute("value") ?? "";
  form.set("csrf_token", proof);
  form.set("viewer_id", String(viewerId));
  form.set("client_id", clientId);
  form.set("content", content);
  form.set("attachment_alt", photo?.alt ?? "");
  if (photo) form.set("attachment", photo.blob, "photo");
  return form;
}

/** @param {XMLHttpRequest} request */
function answerOf({ status, responseText }) {
  if (status === 401) return { ok: false, error: { code: "unauthorized", message: "" } };
  try {
    const answer = JSON.parse(responseText);
    return typeof answer.ok === "boolean" ? answer : null;
  } catch {
    return null; // a page: the proof in the form is too old, or something on the way has refused it
  }
}
