// Addresses in what people write. routes/links.py finds the same ones: a browser test holds both against each other.

// The host in plain ASCII with a dot, and no user name before it: what is shown as the host is where the link leads.
// One that begins with `www.` needs no scheme, where it is no part of something else.
// Then no space, no quotation mark, nothing that is invisible or turns the direction round.
const ADDRESS =
  /(?<![A-Za-z0-9])([Hh][Tt][Tt][Pp][Ss]?:\/\/|(?<![@./\\_%+=-])(?=[Ww]{3}\.[A-Za-z0-9-]+\.[A-Za-z]))([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(:[0-9]{1,5})?(?![.:]?[A-Za-z0-9@_%-])(?![\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\ud7ff\uf900-\ufffd])([/?#][^\u0000-\u0020\u007f-\u00a0\u00ab\u00ad\u00bb\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>"]*)?/gu;
const CLOSING = ".,;:!?'’…*_~";
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * The text as nodes, its addresses as links.
 *
 * @param {string} text
 */
export function linked(text) {
  /** @type {(string | HTMLElement)[]} */
  const nodes = [];
  // Controls of direction could turn an address round: it then stands alone, see bubble.css.
  const alone = TURNING.test(text);
  let shown = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const [, scheme, host, port = "", path = ""] = found;
    const after = port + withoutClosing(path);
    if (found.index > shown) nodes.push(text.slice(shown, found.index));
    nodes.push(link(scheme, host, after, alone));
    shown = found.index + scheme.length + host.length + after.length;
  }
  if (shown < text.length) nodes.push(text.slice(shown));
  return nodes;
}

/**
 * What ends the sentence rather than the address is left out.
 *
 * @param {string} path
 */
function withoutClosing(path) {
  const open = path.split("(").length;
  let end = path;
  while (CLOSING.includes(end.slice(-1)) ? end : end.endsWith(")") && end.split(")").length > open)
    end = end.slice(0, -1);
  return end;
}

/**
 * @param {string} before
 * @param {string} host
 * @param {string} after
 * @param {boolean} alone
 */
function link(before, host, after, alone) {
  const made = document.createElement("a");
  made.className = alone ? "link link--alone" : "link";
  made.href = (before || "https://") + host + after;
  made.target = "_blank";
  made.rel = "noopener noreferrer nofollow ugc";
  const name = document.createElement("span");
  name.className = "link__host";
  name.textContent = host;
  made.append(before, name, after);
  return made;
}
