import { writeTime } from "./bubble.js";
import { find } from "./divider.js";
import { insert } from "./messages.js";
import { element } from "./page.js";
import { keepPlace } from "./scroll.js";
import { socket } from "./socket.js";

const AHEAD = "800px 0px 0px 0px";
const QUIET = 1000;

let loading = false;
let failed = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let speaking;

export function start() {
  const link = element("older", HTMLAnchorElement);
  const scroller = element("scroll");
  if (!link || !scroller) return;
  const watcher = new IntersectionObserver(
    (entries) => {
      if (entries.at(-1)?.isIntersecting && !failed) load(link, watcher);
    },
    { root: scroller, rootMargin: AHEAD },
  );
  watcher.observe(link);
  link.addEventListener("click", (event) => {
    // After a failure, and to open it elsewhere, it is the plain link that it was.
    if (failed || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link, watcher);
  });
  socket.on("connect", () => {
    failed = false;
    watchAgain(link, watcher);
  });
}

/**
 * @param {HTMLAnchorElement} link
 * @param {IntersectionObserver} watcher
 */
async function load(link, watcher) {
  if (loading) return;
  loading = true;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    if (!answer.ok || answer.redirected) throw new Error(`older: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("messages")) throw new Error("older: another page");
    show(page, link);
  } catch {
    failed = true;
  } finally {
    loading = false;
    link.removeAttribute("aria-busy");
    if (!failed) watchAgain(link, watcher);
  }
}

/**
 * @param {Document} page
 * @param {HTMLAnchorElement} link
 */
function show(page, link) {
  const older = [...page.querySelectorAll("#messages > article")].map((bubble) =>
    document.importNode(bubble, true),
  );
  for (const bubble of older) writeTime(bubble);
  const next = page.getElementById("older")?.getAttribute("href");
  quietly(() =>
    keepPlace(() => {
      insert(/** @type {HTMLElement[]} */ (older));
      find();
      if (next) link.setAttribute("href", next);
      else retire(link);
    }),
  );
}

/**
 * What was said long ago is no news: a screen reader reads it when it is gone to, not because it was loaded.
 *
 * @param {() => void} change
 */
function quietly(change) {
  const log = element("messages");
  log?.setAttribute("aria-live", "off");
  change();
  clearTimeout(speaking);
  speaking = setTimeout(() => log?.removeAttribute("aria-live"), QUIET);
}

/** @param {HTMLAnchorElement} link */
function retire(link) {
  if (link === document.activeElement) element("scroll")?.focus({ preventScroll: true });
  link.remove();
}

/**
 * An observer speaks only of changes: a link that stays in view must be shown to it anew.
 *
 * @param {HTMLAnchorElement} link
 * @param {IntersectionObserver} watcher
 */
function watchAgain(link, watcher) {
  watcher.unobserve(link);
  if (link.isConnected) watcher.observe(link);
}
