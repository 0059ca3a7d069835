import { element } from "./page.js";
import { text } from "./texts.js";

const YEAR = 31_536_000;

/** Tells the server the browser's own time zone for its next pages, and offers it to whoever chooses one. */
export function start() {
  const choice = element("time_zone", HTMLSelectElement);
  const offer = element("zone-offer", HTMLButtonElement);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  document.cookie = `escale_zone=${timeZone}; path=/; max-age=${YEAR}; samesite=lax`;
  const here = [...(choice?.options ?? [])].find(
    ({ value, dataset }) => value === timeZone || dataset.also?.split(" ").includes(timeZone),
  );
  if (!choice || !offer || !here) return;
  offer.textContent = text("zone.offer", { zone: here.text });
  const update = () => {
    offer.hidden = here.selected;
  };
  offer.addEventListener("click", () => {
    here.selected = true;
    choice.focus();
    update();
  });
  choice.addEventListener("change", update);
  update();
}
