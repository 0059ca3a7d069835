import { element } from "./page.js";
import { text } from "./texts.js";

const YEAR = 31_536_000;

/** Tells the server the browser's own time zone for its next pages, and offers it to whoever chooses one. */
export function start() {
  const choice = element("time_zone", HTMLSelectElement);
  const offer = element("zone-offer", HTMLButtonElement);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  document.cookie = `escale_zone=${timeZone}; path=/; max-age=${YEAR}; samesite=lax`;
  if (!choice || !offer || ![...choice.options].some((option) => option.value === timeZone)) return;
  offer.textContent = text("zone.offer", { zone: timeZone });
  const update = () => {
    offer.hidden = choice.value === timeZone;
  };
  offer.addEventListener("click", () => {
    choice.value = timeZone;
    choice.focus();
    update();
  });
  choice.addEventListener("change", update);
  update();
}
