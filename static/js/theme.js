import { element } from "./page.js";

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("escale-theme") : null;

/** The choice between light and dark is seen at once, on every open page; the server keeps it for the next ones. */
export function start() {
  channel?.addEventListener("message", ({ data }) => show(data));
  const form = element("theme", HTMLFormElement);
  form?.addEventListener("submit", (event) => {
    if (!(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const { value } = event.submitter;
    show(value);
    channel?.postMessage(value);
    const body = new FormData(form, event.submitter);
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
  });
}

/** @param {string} theme */
function show(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of element("theme")?.querySelectorAll("button") ?? [])
    button.setAttribute("aria-pressed", String(button.value === theme));
  const bars = /** @type {HTMLMetaElement[]} */ ([...document.querySelectorAll("meta[name=theme-color]")]);
  for (const bar of bars) {
    const shown = bars.find(({ media }) => theme && media.includes(theme)) ?? bar;
    bar.content = shown.dataset.usual ?? bar.content;
  }
}
