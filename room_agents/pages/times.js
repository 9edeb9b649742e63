// Times as people in the room read them: in the room's own zone, whatever the tablet's is set to.
import { say } from "./texts.js";

const MINUTE_S = 60;
const HOUR_S = 3600;
const IN_SECONDS_BELOW_S = 600;

// 08:05, in *zone*.
export function clock(when, zone) {
  return new Intl.DateTimeFormat("it", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(when);
}

// lunedì 19 ottobre.
export function longDate(when, zone, language) {
  return new Intl.DateTimeFormat(locale(language), { timeZone: zone, weekday: "long", day: "numeric", month: "long" }).format(when);
}

// 09:00 – 11:00.
export function range({ start, end }, zone) {
  return `${clock(new Date(start), zone)} – ${clock(new Date(end), zone)}`;
}

// Nothing for today, "domani", or the date.
export function dayIfNotToday(when, now, zone, language) {
  const day = calendarDay(when, zone);
  if (day === calendarDay(now, zone)) return "";
  if (day === dayAfter(calendarDay(now, zone))) return say(language, "tomorrow");
  return longDate(when, zone, language);
}

export function isSameDay(when, other, zone) {
  return calendarDay(when, zone) === calendarDay(other, zone);
}

// How long, roughly: 40 s, 12 min, 1 h 30 min.
export function span(seconds, language) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE_S) return say(language, "seconds", { n: whole });
  const minutes = Math.round(whole / MINUTE_S);
  if (minutes < 60) return say(language, "minutes", { n: minutes });
  const rest = minutes % 60 ? ` ${say(language, "minutes", { n: minutes % 60 })}` : "";
  return say(language, "hours", { n: Math.floor(minutes / 60) }) + rest;
}

// 4:59, or 25 min: what is left, for a countdown. Four figures with a colon are a time of day to whoever reads them.
export function countdown(seconds, language) {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole >= IN_SECONDS_BELOW_S) return span(Math.ceil(whole / MINUTE_S) * MINUTE_S, language);
  return `${Math.floor(whole / MINUTE_S)}:${String(whole % MINUTE_S).padStart(2, "0")}`;
}

function calendarDay(when, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(when);
}

// Days of a year have 23 to 25 hours, but those of UTC have 24.
function dayAfter(day) {
  return new Date(Date.parse(day) + 24 * HOUR_S * 1000).toISOString().slice(0, 10);
}

function locale(language) {
  return language === "en" ? "en-GB" : "it-IT";
}
