// What the panel says beside the server's sentences: times, ages, and which button stands where. Pure, so that every
// state of it can be looked at.
import { clock, dayIfNotToday, isSameDay, range, span } from "./times.js";
import { say } from "./texts.js";

const MINUTE_MS = 60_000;
const EXTENSION_MS = 15 * MINUTE_MS;
const ENDING_MS = 5 * MINUTE_MS;
const FIRST_MS = 10 * MINUTE_MS; // a first word, for a minute
const SCENES_SHOWN = 4;
const USUAL_USE = 30;
const IN_TROUBLE = ["limited", "not_ready", "unknown"];

// Whose the room is: a word, until when, and the booking that matters. Cut off from the service nobody knows.
export function whose(view, now, language, online, age_s) {
  const booking = shown(view);
  if (!online) {
    const until = say(language, "offline_age", { age: span(age_s ?? 0, language) });
    const label = booking ? say(language, "last_known", { times: range(booking, view.timezone) }) : "";
    return { occupancy: "cut", word: say(language, "cut_off"), until, label, title: booking?.title ?? "", done: null };
  }
  const { occupancy } = view;
  const word = say(language, `occupancy_${occupancy}`);
  const told = { occupancy, word, until: until(view, now, language), label: "", title: "", done: null };
  if (!booking || booking.confidential || occupancy === "closed") return told; // "Occupata" says all there is to say
  if (occupancy === "free") return { ...told, label: following(booking, view, now, language), title: booking.title };
  return { ...told, title: booking.title, done: occupancy === "occupied" ? done(booking, now) : null };
}

// How it is: the server's headline, what of it moves with the clock, and below it the sentences, most important first.
export function how(view, now, language, online) {
  if (!online) return { verdict: "unknown", trouble: say(language, "offline_why"), when: "", lines: [{ kind: "message", text: say(language, "offline_goes_on") }] };
  const { trouble, message, meanwhile, contact, next_trouble } = view;
  const verdict = view.verdict === "ready" && !view.wished ? "nothing" : view.verdict; // a tick is for what was read back
  const call = IN_TROUBLE.includes(verdict) && contact ? calling(contact, language) : "";
  const lines = [
    { kind: "message", text: [message, meanwhile].filter(Boolean).join(" ") },
    { kind: "call", text: call },
    { kind: "ahead", text: next_trouble ?? "" },
    ...view.notes.map((text) => ({ kind: "note", text })),
  ];
  return { verdict, trouble, when: when(view, now, language), lines: lines.filter(({ text }) => text) };
}

// The sentence that says whom to call.
export function calling({ name, phone }, language) {
  return say(language, "call", { who: [name, phone].filter(Boolean).join(", ") });
}

// What stands on the page in the last minutes; null before them.
export function ending(view, now, language, online) {
  const left_ms = view.phase === "live" && view.current ? Date.parse(view.current.end) - now : 0;
  if (!online || !(left_ms > 0) || !(left_ms <= ENDING_MS || (left_ms <= FIRST_MS && left_ms > FIRST_MS - MINUTE_MS))) return null;
  const words = say(language, "ending", { time: say(language, "minutes", { n: Math.ceil(left_ms / MINUTE_MS) }) });
  const why = view.actions.extend ? "" : view.refusals.extend ?? "";
  return { text: [words, why].filter(Boolean).join(" "), extends: view.actions.extend };
}

// The main button: {kind, text, small, minutes}, or null.
export function primary(view, now, language) {
  const offered = still(view.primary, now) ? view.primary : null;
  if (!offered) return null;
  const { kind, label } = offered;
  if (kind !== "use") return { ...offered, text: label, small: kind === "start" && shown(view) ? range(shown(view), view.timezone) : "" };
  const minutes = usual(offered);
  if (minutes === null) return { kind, text: label, small: view.refusals.use ?? "", minutes };
  const until = clock(new Date(wholeMinute(now + minutes * MINUTE_MS)), view.timezone);
  return { kind, text: label, small: say(language, "minutes_until", { n: minutes, time: until }), minutes };
}

// The other buttons: {kind, text, minutes, booking}, other lengths of use first.
export function secondary(view, now, language) {
  const others = view.primary?.kind === "use" ? view.primary.minutes.filter((minutes) => minutes !== usual(view.primary)) : [];
  const offered = view.secondary.filter((offer) => still(offer, now)).flatMap((offer) => (offer.kind === "use" ? offer.minutes : [offer]));
  return [...others, ...offered].map((offer) =>
    typeof offer === "number" ? { kind: "use", minutes: offer, text: say(language, "use_minutes", { n: offer }) } : { ...offer, text: offer.label },
  );
}

// The part of the meeting that is called so; undefined where there is no meeting. A kept picture may be of an older page.
export function controlOf({ meeting = [] }, kind) {
  return meeting.find((control) => control.kind === kind);
}

// The scenes that have a button of their own, and whether there are more.
export function scenes(view) {
  const offered = view.actions.scene ? view.scenes : [];
  return { first: offered.slice(0, SCENES_SHOWN), all: offered, more: offered.length > SCENES_SHOWN };
}

// What the big screen was seen to show, as the name of its little picture, with a figure in it and a sentence under it.
export function screen({ screen, scenes, next }, now, language, online) {
  if (!screen) return null;
  if (!online || screen.shown === null) return { shows: "nobody-knows", figure: "", says: online ? screen.says : say(language, "cut_off") };
  const scene = scenes.some(({ active }) => active) ? null : screen.scene; // its button says so
  const says = scene ? `${screen.says} · ${scene}` : screen.says;
  if (screen.shown === "live" && screen.joined) return { shows: "meeting", figure: String(screen.participants ?? ""), says };
  const figure = screen.shown === "preparing" && next ? String(Math.max(0, Math.ceil((Date.parse(next.start) - now) / MINUTE_MS))) : "";
  return { shows: screen.shown, figure, says };
}

// The absolute wish of each button, with what the screen showed when it was pressed.
export function wish(kind, view, now, { booking = null, minutes = 0, start = null, until = null, about = null, pin = null } = {}) {
  if (kind === "use") return { kind: "start", until: new Date(wholeMinute(now + minutes * MINUTE_MS)).toISOString() };
  if (kind === "book") return { kind, start, until };
  if (kind === "problem") return { kind, about };
  if (kind === "extend") {
    return { kind, until: new Date(Date.parse(view.current.end) + EXTENSION_MS).toISOString(), seen_end: view.current.end };
  }
  if (kind === "keep_end") return { kind, booking };
  const control = controlOf(view, kind);
  if (control) return { kind, wanted: control.wants, booking: shown(view)?.id };
  const meant = booking ?? (["end", "scene", "open", "rejoin"].includes(kind) ? shown(view)?.id : null);
  const sent = kind === "reopen" ? "start" : kind;
  return { kind: sent, ...(meant && { booking: meant }), ...(pin && { pin }) };
}

function still(offer, now) {
  return offer && (!offer.before || Date.parse(offer.before) > now);
}

function shown(view) {
  return view.phase === "live" ? view.current : view.next;
}

function usual({ minutes }) {
  return minutes.includes(USUAL_USE) ? USUAL_USE : minutes.at(-1) ?? null;
}

function done({ start, end }, now) {
  return Math.min(1, Math.max(0, (now - Date.parse(start)) / (Date.parse(end) - Date.parse(start))));
}

// Poi, 10:00 – 11:30.
function following(booking, { timezone }, now, language) {
  const day = dayIfNotToday(new Date(booking.start), new Date(now), timezone, language);
  return `${say(language, "next")}, ${[day, range(booking, timezone)].filter(Boolean).join(", ")}:`;
}

function until(view, now, language) {
  const { occupancy, occupancy_until: end, timezone } = view;
  const booking = shown(view);
  if (occupancy === "soon" && booking) {
    const left = say(language, "starts_in", { time: span((Date.parse(booking.start) - now) / 1000, language) });
    return `${range(booking, timezone)} · ${left}`;
  }
  if (occupancy === "free" && (!end || !isSameDay(new Date(end), new Date(now), timezone))) return say(language, "free_today");
  if (!end) return "";
  const words = say(language, "until", { time: clock(new Date(end), timezone) });
  if (occupancy !== "occupied") return words;
  const left_ms = Date.parse(end) - now;
  const left = left_ms > 0 ? say(language, "left", { time: span(Math.ceil(left_ms / MINUTE_MS) * 60, language) }) : say(language, "over");
  return `${words} · ${left}`;
}

function when(view, now, language) {
  const gets_ready = view.verdict === "preparing" && ["preparing", "live"].includes(view.phase);
  if (gets_ready && Date.parse(view.ready_at) > now) { // never for null
    return say(language, "ready_at", { time: clock(new Date(view.ready_at), view.timezone) });
  }
  return view.checked_at ? say(language, "checked_at", { time: clock(new Date(view.checked_at), view.timezone) }) : "";
}

function wholeMinute(ms) {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
