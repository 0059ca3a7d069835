// Days and clocks in the zone that the reader chose, as the server writes them; or in the browser's, of which it can't know.
import { language, text } from "./texts.js";

const timeZone = document.body.dataset.zone || undefined;

/** @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  const written = new Intl.DateTimeFormat(language, { timeZone, ...options });
  // Some versions set a comma after the weekday, in some of these forms.
  return { format: (/** @type {Date} */ date) => written.format(date).replace(",", "") };
}

const hours = format({ hour: "2-digit", minute: "2-digit" });
const day = format({ weekday: "long", day: "numeric", month: "long" });
const dayOfYear = format({
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
const shortDate = format({ day: "numeric", month: "short" });
const shortDateOfYear = format({
  day: "numeric",
  month: "short",
  year: "numeric",
});

const numbers = new Intl.DateTimeFormat("en", {
  timeZone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** @param {string} iso */
export function clock(iso) {
  return hours.format(new Date(iso));
}

/** @param {string | Date} moment */
export function dayKey(moment) {
  const parts = Object.fromEntries(
    numbers.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/**
 * The words that stand above a day's messages.
 *
 * @param {string} iso
 */
export function dayLabel(iso) {
  const date = new Date(iso);
  const key = dayKey(date);
  if (key === dayKey(new Date())) return text("day.today");
  if (key === daysAgo(1)) return text("day.yesterday");
  return (thisYear(date) ? day : dayOfYear).format(date);
}

/**
 * When a conversation was last written in, as the inbox says it.
 *
 * @param {string} iso
 */
export function when(iso) {
  const date = new Date(iso);
  const key = dayKey(date);
  if (key === dayKey(new Date())) return clock(iso);
  if (key === daysAgo(1)) return text("when.yesterday");
  if (key > daysAgo(7) && date < new Date()) return shortDay.format(date);
  return (thisYear(date) ? shortDate : shortDateOfYear).format(date);
}

/**
 * The key of that day, counted from the reader's today.
 *
 * @param {number} count
 */
function daysAgo(count) {
  const day = new Date(`${dayKey(new Date())}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() - count);
  return day.toISOString().slice(0, 10);
}

/** @param {Date} date */
function thisYear(date) {
  return dayKey(date).slice(0, 4) === dayKey(new Date()).slice(0, 4);
}
