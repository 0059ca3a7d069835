// Days and clocks in the reader's own time zone; the server could only use its own.
import { text } from "./texts.js";

const language = document.documentElement.lang || "fr";

/** @param {Intl.DateTimeFormatOptions} options */
const format = (options) => new Intl.DateTimeFormat(language, options);

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

/** @param {string} iso */
export function clock(iso) {
  return hours.format(new Date(iso));
}

/** @param {string | Date} moment */
export function dayKey(moment) {
  const date = new Date(moment);
  const [month, dayOfMonth] = [date.getMonth() + 1, date.getDate()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${date.getFullYear()}-${month}-${dayOfMonth}`;
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
  if (key === dayKey(daysAgo(1))) return text("day.yesterday");
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
  if (key === dayKey(daysAgo(1))) return text("when.yesterday");
  if (key > dayKey(daysAgo(7)) && date < new Date()) return shortDay.format(date);
  return (thisYear(date) ? shortDate : shortDateOfYear).format(date);
}

/** @param {number} count */
function daysAgo(count) {
  const date = new Date();
  date.setDate(date.getDate() - count);
  return date;
}

/** @param {Date} date */
function thisYear(date) {
  return date.getFullYear() === new Date().getFullYear();
}
