// What a person wished for on this browser. In cookies, which stay when a log-out takes all else that is stored.
import { viewerId } from "./page.js";

const YEAR = 31_536_000;

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
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${key(name)}=on; Max-Age=${is ? YEAR : 0}; Path=/; SameSite=Lax${secure}`;
}

/** @param {string} name */
function wished(name) {
  return document.cookie.split("; ").includes(`${key(name)}=on`);
}

/** @param {string} name */
function key(name) {
  return `escale_alert_${name}_${viewerId}`;
}
