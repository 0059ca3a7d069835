import { chime } from "./chime.js";
import { element } from "./page.js";
import { text } from "./texts.js";
import { notices, sounds, wish } from "./wishes.js";

const words = element("alert-words");

/** The choice of being told: the browser is asked by the click that wishes it, and never else. */
export function start() {
  const place = element("alerts");
  const notice = element("alert-notice", HTMLInputElement);
  const sound = element("alert-sound", HTMLInputElement);
  if (!place || !notice || !sound) return;
  place.hidden = false;
  notice.checked = notices();
  sound.checked = sounds();
  notice.addEventListener("change", () => {
    if (notice.checked) ask(notice);
    else forget();
  });
  sound.addEventListener("change", () => {
    wish("sound", sound.checked);
    if (sound.checked) chime();
  });
}

function forget() {
  wish("notice", false);
  say("");
}

/** @param {HTMLInputElement} notice */
async function ask(notice) {
  const answer = "Notification" in globalThis ? await Notification.requestPermission() : "unknown";
  if (!notice.checked) return;
  if (answer === "granted" && sample()) {
    wish("notice", true);
    return say("");
  }
  notice.checked = false;
  say(text(answer === "denied" ? "alert.denied" : "alert.unknown"));
}

/** What one will look like; some browsers (on telephones) have permission to give, and no way to show one. */
function sample() {
  try {
    new Notification("Escale", { body: text("alert.sample"), tag: "escale", silent: true });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} told */
function say(told) {
  if (words) words.textContent = told;
}
