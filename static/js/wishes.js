// What a person wished for on this browser, kept in it.
import { viewerId } from "./page.js";

/** Whether messages are to be told by a notification, and the browser lets us. */
export function notices() {
  return wished("notice") && "Notification" in globalThis && Notification.permission === "granted";
}

/** Whether they are to be heard. */
export function sounds() {
  return wished("sound");
}

/**
 * @param {"notice" | "sound"} name
 * @param {boolean} is
 */
export function wish(name, is) {
  try {
    if (is) localStorage.setItem(key(name), "on");
    else localStorage.removeItem(key(name));
  } catch {
    // a full or forbidden storage: then nothing is remembered
  }
}

/** @param {string} name */
function wished(name) {
  try {
    return localStorage.getItem(key(name)) === "on";
  } catch {
    return false;
  }
}

/** @param {string} name */
function key(name) {
  return `escale-alert-${name}-${viewerId}`;
}
