// What the panel says beside the server's sentences: times, ages, and which button stands where. Pure, so that every
// state of it can be looked at.
import { clock, dayIfNotToday, isSameDay, range, span } from "./times.js";
import { say } from "./texts.js";

const EXTENSION_MS = 15 * 60_000;
const SCENES_SHOWN = 4;

// Whose the room is, in a word, and until when. Cut off from the service nobody knows.
export function whose(view, now, language, online) {
  if (!online) return { occupancy: "cut", word: say(language, "cut_off"), until: "" };
  return { occupancy: view.occupancy, word: say(language, `occupancy_${view.occupancy}`), until: until(view, now, language) };
}

// How it is: the server's headline and sentences, and what of it moves with the clock.
export function how(view, now, language, online) {
  if (!online) return { verdict: "unknown", trouble: "", message: say(language, "offline_why"), when: "", ahead: "" };
  const { trouble, message, next_trouble } = view;
  const verdict = view.verdict === "ready" && !view.wished ? "nothing" : view.verdict; // a tick is for what was read back
  return { verdict, trouble, message: message ?? "", when: when(view, now, language), ahead: next_trouble ?? "" };
}

// The booking that matters now: what goes on, or what comes next.
export function present(view, now, language) {
  const booking = shown(view);
  if (!booking) return { label: "", title: "", times: view.occupancy === "free" ? say(language, "free_today") : "", left: "", done: null };
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)];
  const times = range(booking, view.timezone);
  if (view.phase === "live") {
    const left = end > now ? say(language, "left", { time: span(Math.ceil((end - now) / 60_000) * 60, language) }) : say(language, "over");
    return { label: say(language, "in_progress"), title: booking.title, times, left, done: (now - start) / (end - start) };
  }
  const day = dayIfNotToday(new Date(start), new Date(now), view.timezone, language);
  const left = view.occupancy === "soon" ? say(language, "starts_in", { time: span((start - now) / 1000, language) }) : "";
  return { label: say(language, "next"), title: booking.title, times: [day, times].filter(Boolean).join(", "), left, done: null };
}

// The booking after what goes on.
export function upcoming(view, now, language) {
  const { next } = view;
  if (!next || next.id === shown(view)?.id) return null;
  const day = dayIfNotToday(new Date(next.start), new Date(now), view.timezone, language);
  return { times: [day, range(next, view.timezone)].filter(Boolean).join(", "), title: next.title };
}

// The absolute wish behind each button, with what the screen showed when it was pressed.
export function wish(kind, view, now, { booking = null, minutes = 0 } = {}) {
  if (kind === "use") return { kind: "start", until: wholeMinute(now + minutes * 60_000) };
  if (kind === "extend") {
    return { kind, until: new Date(Date.parse(view.current.end) + EXTENSION_MS).toISOString(), seen_end: view.current.end };
  }
  const meant = booking ?? (["end", "scene", "open", "rejoin"].includes(kind) ? shown(view)?.id : null);
  const sent = kind === "reopen" ? "start" : kind;
  return meant ? { kind: sent, booking: meant } : { kind: sent };
}

// The scenes that have a button of their own, and whether there are more.
export function scenes(view) {
  const offered = view.actions.scene ? view.scenes : [];
  return { first: offered.slice(0, SCENES_SHOWN), all: offered, more: offered.length > SCENES_SHOWN };
}

// One row of the technicians' table for each device.
export function deviceRows(view, now, language) {
  return Object.values(view.devices).map((device) => [
    device.name,
    pairs(device.desired, language),
    pairs(device.observed, language),
    device.seen_at ? span((now - Date.parse(device.seen_at)) / 1000, language) : say(language, "never"),
    [say(language, `verdict_${device.verdict}`) ?? device.verdict, device.message].filter(Boolean).join(" · "),
  ]);
}

function shown(view) {
  return view.phase === "live" ? view.current : view.next;
}

function until(view, now, language) {
  const { occupancy, occupancy_until: end } = view;
  if (occupancy === "soon" || !end) return "";
  if (occupancy === "free" && !isSameDay(new Date(end), new Date(now), view.timezone)) return say(language, "free_today");
  return say(language, "until", { time: clock(new Date(end), view.timezone) });
}

function when(view, now, language) {
  if (view.verdict === "preparing" && Date.parse(view.ready_at) > now) { // never for null
    return say(language, "ready_at", { time: clock(new Date(view.ready_at), view.timezone) });
  }
  return view.verdict === "ready" && view.wished ? say(language, "checked_at", { ...view, time: checkedAt(view) }) : "";
}

// The oldest of the readings that make the room ready: all of it was so at that time.
function checkedAt(view) {
  const seen = Object.values(view.devices).filter((one) => Object.keys(one.desired).length && one.seen_at);
  const oldest = Math.min(...seen.map((one) => Date.parse(one.seen_at)));
  return clock(new Date(Number.isFinite(oldest) ? oldest : Date.parse(view.now)), view.timezone);
}

function wholeMinute(ms) {
  return new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
}

function pairs(state, language) {
  return Object.entries(state).map(([name, value]) => pair(name, value, language)).join(", ") || "–";
}

// A projector that is on needs no word for what is on.
function pair(name, value, language) {
  const told = typeof value === "boolean" ? say(language, value ? "yes" : "no") : spoken(name, value, language);
  return name === "power" ? told : `${say(language, `attribute_${name}`) ?? name} ${told}`;
}

// Words of our own are translated; the name of a scene or an input is nobody's to change.
function spoken(name, value, language) {
  return (["power", "shown", "meeting", "microphone", "camera"].includes(name) && say(language, `value_${value}`)) || value;
}
