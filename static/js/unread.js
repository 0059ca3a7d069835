import { freshInbox } from "./fresh.js";
import { element, paged } from "./page.js";

const MOST = 9;

const title = document.title.replace(/^\(\d+\) /, "");
/** What begins by saying that something went wrong goes on doing so. */
const wrong = document.querySelector("title[data-wrong]") !== null;
let total = totalOf(document);

/** How many messages wait to be read, in the title and beside the navigation's word. */
export function start() {
  freshInbox.on(({ page }) => setTotal(totalOf(page)));
  setTotal(total);
}

/** @param {number} difference */
export function addUnread(difference) {
  setTotal(total + difference);
}

/**
 * How many wait, as a page of the server's says it.
 *
 * Where it lists all conversations, theirs are added up: a message may have come between the server's look at them and
 * at the total, and the differences that are told later start from what they say.
 *
 * @param {Document} page
 */
function totalOf(page) {
  const list = page.getElementById("inbox");
  if (!list || paged || page.querySelector("#inbox ~ a[rel=next]"))
    return Number(page.body.dataset.unreadTotal ?? 0);
  return [...list.children].reduce((sum, item) => sum + Number(item.getAttribute("data-unread")), 0);
}

function showInIcon() {
  const icon = element("favicon", HTMLLinkElement);
  const { plain = "", counted = "" } = icon?.dataset ?? {};
  const address = total ? counted.replace("COUNT", total > MOST ? `${MOST}%2B` : String(total)) : plain;
  if (icon && icon.getAttribute("href") !== address) icon.setAttribute("href", address);
}

/** @param {number} unread */
function setTotal(unread) {
  total = Math.max(0, unread);
  if (!wrong) document.title = total ? `(${total}) ${title}` : title;
  showInIcon();
  for (const badge of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-unread-badge]")
  )) {
    badge.hidden = total === 0;
    badge.textContent = String(total);
  }
}
