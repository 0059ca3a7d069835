import { element, slot, write } from "./page.js";
import { text } from "./texts.js";

const SWIPE = 48;
/** How many times as high as wide a picture is that is not shown whole. */
const STRIP = 3;
/** Milliseconds after which a step back has led nowhere: before this page there was nothing. */
const NOWHERE = 1000;
const MARK = "lightbox";
/** To the right, where one reads from left to right. */
const ONWARD = document.dir === "rtl" ? -1 : 1;

const box = element("lightbox", HTMLDialogElement);
const image = box?.querySelector("img");
/** @type {HTMLElement | null} */
let shown = null;
/** The photo that was looked at last, to which one comes back.
 * @type {HTMLElement | null} */
let left = null;
/** The browser takes its time to go back from the photo that was closed; one that is opened meanwhile comes after it. */
let leaving = false;
/** @type {number | undefined} */
let patience;
/** @type {HTMLElement | null} */
let wanted = null;
/** @type {number | null} */
let from = null;
/** A photo that waits may be stored, or refused, while it is looked at. */
const watcher = new MutationObserver(() => {
  if (shown?.isConnected) show(shown);
});

/** Photos at their full size: by click, keys, swipes, and the browser's way back. */
export function start() {
  const list = element("messages");
  if (!box || !list) return;
  list.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".bubble__photo") : null;
    // To open it elsewhere, it is the plain link that it was.
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
  box.addEventListener("click", (event) => {
    const { act } = event.target instanceof Element ? (event.target.closest("button")?.dataset ?? {}) : {};
    if (act === "before" || act === "after") step(act === "before" ? -1 : 1);
    else if (act === "close" || event.target === box) box.close();
  });
  box.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft" || key === "ArrowRight") step(key === "ArrowLeft" ? -ONWARD : ONWARD);
  });
  box.addEventListener("pointerdown", (event) => {
    from = event.pointerType === "mouse" ? null : event.clientX;
  });
  box.addEventListener("pointerup", (event) => {
    const moved = from === null ? 0 : event.clientX - from;
    if (Math.abs(moved) > SWIPE) step(moved > 0 ? -ONWARD : ONWARD);
    from = null;
  });
  box.addEventListener("close", () => {
    if (box.open || leaving) return; // it is told late: opened again by then, or on its way back already
    shown?.focus();
    left = shown;
    shown = null;
    watcher.disconnect();
    image?.removeAttribute("src");
    leaving = Boolean(history.state?.[MARK]);
    if (!leaving) return openWanted();
    goBack();
    patience = setTimeout(arrived, NOWHERE);
  });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") wanted = null; // one that would open yet
  });
  addEventListener("popstate", () => {
    if (box.open) box.close();
    arrived();
    reopen();
    // The way back to an address with a fragment, as the link past the navigation leaves it, takes the focus to there.
    setTimeout(() => left?.focus());
  });
  reopen();
}

/** @param {HTMLElement} link */
function open(link) {
  if (leaving || (shown && !box?.open)) {
    wanted = link;
    return;
  }
  show(link);
  box?.showModal();
  history.pushState({ ...history.state, [MARK]: link.closest("article")?.id }, "");
}

/**
 * To where the photo was opened, by the key of that place where a browser knows it: counted in steps, it is one too many while the
 * person's own step back is on its way.
 */
function goBack() {
  const { navigation } = /** @type {{ navigation?: Navigation }} */ (window);
  const before = navigation?.entries()[(navigation.currentEntry?.index ?? 0) - 1];
  if (navigation && before) navigation.traverseTo(before.key);
  else history.back();
}

function arrived() {
  clearTimeout(patience);
  leaving = false;
  openWanted();
}

function openWanted() {
  const link = wanted;
  wanted = null;
  if (link?.isConnected) open(link);
}

/** After a reload, and on the browser's way forward, its history says which photo is looked at; one that is not here is left. */
function reopen() {
  const id = history.state?.[MARK];
  if (!id || box?.open) return;
  const link = element(id)?.querySelector(".bubble__photo");
  if (!(link instanceof HTMLElement)) return history.back();
  show(link);
  box?.showModal();
}

/** @param {HTMLElement} link */
function show(link) {
  const bubble = link.closest("article");
  if (!box || !image || !bubble) return;
  shown = link;
  if (history.state?.[MARK]) history.replaceState({ ...history.state, [MARK]: bubble.id }, "");
  watcher.disconnect();
  watcher.observe(bubble, { attributeFilter: ["data-state"] });
  const { state } = bubble.dataset;
  const [src, hash] = (link.getAttribute("href") ?? "").split("#");
  image.src = src;
  const [width, height] = ["width", "height"].map((side) =>
    Number(link.querySelector("img")?.getAttribute(side)),
  );
  const figure = /** @type {HTMLElement} */ (image.parentElement);
  const strip = height > STRIP * width;
  figure.classList.toggle("lightbox__figure--strip", strip);
  figure.tabIndex = strip ? 0 : -1; // to be scrolled by keys
  figure.scrollTop = 0;
  const full = box.querySelector("a");
  if (full) {
    full.href = src;
    full.hidden = Boolean(state); // until it is stored it is nowhere else
  }
  const alt = hash && link.querySelector("img")?.alt;
  const name = slot(bubble, "Sender")?.textContent ?? "";
  image.alt = alt || (state ? text("lightbox.mine") : text("lightbox.photo", { name }));
  const words = slot(bubble, "content");
  write(slot(box, "caption"), words?.hidden ? "" : (words?.textContent ?? ""));
  write(slot(box, "waits"), state ? text(`lightbox.${state}`) : "");
  write(slot(box, "alt"), alt || "");
  for (const [act, difference] of /** @type {[string, number][]} */ ([
    ["before", -1],
    ["after", 1],
  ])) {
    const button = /** @type {HTMLButtonElement | null} */ (box.querySelector(`[data-act="${act}"]`));
    if (!button) continue;
    const held = button === document.activeElement;
    button.hidden = !beside(-1) && !beside(1);
    button.disabled = !beside(difference);
    // At the end of the row it can't be pressed any more, and with it the focus would leave the box.
    if (held && button.disabled) box.querySelector("button")?.focus();
  }
}

/** @param {number} difference */
function step(difference) {
  const next = beside(difference);
  if (!next) return;
  show(next);
  next.scrollIntoView({ block: "nearest" });
}

/**
 * The photo that stands so many before or after the one that is shown.
 *
 * @param {number} difference
 */
function beside(difference) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#messages .bubble__photo")]);
  return shown ? all[all.indexOf(shown) + difference] : undefined;
}
