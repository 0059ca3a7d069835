import { element } from "./page.js";
import { text } from "./texts.js";

/** Offers the browser's own time zone to whoever chooses one. */
export function start() {
  const choice = element("time_zone", HTMLSelectElement);
  const offer = element("zone-offer", HTMLButtonElement);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
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
