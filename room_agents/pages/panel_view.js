// What the panel says of a picture of the room: pure, so that every state of it can be looked at.
import { clock, dayIfNotToday, isSameDay, range, span } from "./times.js";
import { TEXTS, say } from "./texts.js";

const DAY_MS = 24 * 3600 * 1000;

// The verdict in exactly three states, its sentence, and what else people should know. A room that is out of use has a
// fourth, for nobody is to come in; what is broken in it is still a problem. *when* follows the sentence; it moves on
// with the clock, and is no news.
export function verdict(view, now, language) {
  const words = (key, values) => say(language, key, values);
  const { ok, wished } = view;
  if (view.phase === "blocked" && ["ready", "limited", "preparing"].includes(view.verdict)) {
    return { state: "closed", title: words("closed"), why: until(view, view.segment_end, now, language) };
  }
  switch (view.verdict) {
    case "ready":
      return { state: "ready", title: words("ready"), ...(wished ? checked(view, language) : { why: words("checked_none") }) };
    case "limited":
      return { state: "ready", title: words("ready"), why: words("limited", { devices: names(view, view.missing) }) };
    case "preparing": {
      const title = wished ? words("preparing_count", { ok, wished }) : words("preparing");
      const ahead = Date.parse(view.ready_at) > now; // never for null
      return { state: "preparing", title, why: "", when: ahead ? words("ready_at", { time: clock(new Date(view.ready_at), view.timezone) }) : "" };
    }
    case "not_ready":
      return { state: "problem", title: words("problem"), why: sentence(view) || words("not_ready") };
    default: // unknown, and whatever a newer server may say: never green
      return { state: "problem", title: words("problem"), why: sentence(view) || words("unknown") };
  }
}

// What a passer-by should know besides: hands on devices, a withdrawn booking, bookings that collide, broken calendars.
export function notes(view, language) {
  const changed = Object.values(view.devices).filter((device) => device.left_alone.length);
  const what = changed.map(({ name, left_alone }) => `${name} (${left_alone.map((one) => attribute(one, language)).join(", ")})`).join(", ");
  const failing = Object.entries(view.calendars_failing_since).map(([calendar, since]) => (
    say(language, "calendar_failing", { calendar, time: clock(new Date(since), view.timezone) })));
  return [
    ...(view.current_withdrawn ? [say(language, "withdrawn")] : []),
    ...failing,
    ...view.conflicts.filter(({ start }) => Date.parse(start) - Date.parse(view.now) < DAY_MS).map((one) => conflict(one, view, language)),
    ...(what ? [say(language, "left_alone", { what })] : []),
  ];
}

function conflict({ start, end, bookings }, view, language) {
  const day = dayIfNotToday(new Date(start), new Date(view.now), view.timezone, language);
  const times = [day, range({ start, end }, view.timezone)].filter(Boolean).join(", ");
  return say(language, "conflict", { times, titles: bookings.map(({ title }) => `«${title}»`).join(", ") });
}

// What goes on: a label, a title, times, and how far it is.
export function present(view, now, language) {
  const words = (key, values) => say(language, key, values);
  const booking = shown(view);
  if (booking && view.phase === "live") {
    const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)];
    const left = end > now ? words("left", { time: span(Math.ceil((end - now) / 60000) * 60, language) }) : words("over");
    return { label: words("in_progress"), title: booking.title, times: range(booking, view.timezone), done: (now - start) / (end - start), left };
  }
  if (booking) {
    const left = words("starts_in", { time: span((Date.parse(booking.start) - now) / 1000, language) });
    return { label: words("soon"), title: booking.title, times: range(booking, view.timezone), done: null, left };
  }
  if (view.phase === "blocked") return { label: words("now"), title: words("closed"), times: until(view, view.segment_end, now, language) };
  if (view.phase === "closing") return { label: words("now"), title: words("closing"), times: words("closing_note") };
  return { label: words("now"), title: words("free"), times: until(view, view.next?.start, now, language) };
}

// The booking after the one that is shown as present.
export function upcoming(view, now, language) {
  const next = view.next;
  if (!next || next.id === shown(view)?.id) return null;
  const day = dayIfNotToday(new Date(next.start), new Date(now), view.timezone, language);
  return { times: [day, range(next, view.timezone)].filter(Boolean).join(", "), title: next.title };
}

// "Inizia adesso" where a press makes a booking rather than beginning one.
export function startsAfresh(view, now) {
  const early = view.next_early_at && Date.parse(view.next_early_at) <= now;
  return view.phase !== "live" && !shown(view) && !early;
}

// The absolute wish behind each button, with what the screen showed when it was pressed.
export function wish(kind, view, now) {
  if (kind === "extend") {
    const until_ms = Date.parse(view.current.end) + 15 * 60_000;
    return { kind, until: new Date(until_ms).toISOString(), seen_end: view.current.end };
  }
  const meant = kind === "start" ? (startsAfresh(view, now) ? view.reopens : shown(view) ?? view.next) : null;
  const offered = ["end", "scene"].includes(kind) ? shown(view) : meant;
  return offered ? { kind, booking: offered.id } : { kind };
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
  if (view.phase === "live") return view.current;
  return view.phase === "preparing" ? view.current ?? view.next : null;
}

function until(view, when, now, language) {
  if (!when || !isSameDay(new Date(when), new Date(now), view.timezone)) return view.phase === "blocked" ? "" : say(language, "free_today");
  return say(language, "free_until", { time: clock(new Date(when), view.timezone) });
}

// The server's sentence without the state it may begin with, which stands above it already: "Problema: …".
function sentence({ message }) {
  const begins = Object.values(TEXTS).map(({ problem }) => `${problem}: `).find((state) => message?.startsWith(state));
  return message?.slice(begins?.length ?? 0) ?? "";
}

function checked(view, language) {
  return { why: say(language, "checked", view), when: say(language, "checked_at", { time: checkedAt(view) }) };
}

// The oldest of the readings that make the room ready: all of it was so at that time.
function checkedAt(view) {
  const seen = Object.values(view.devices).filter((one) => Object.keys(one.desired).length && one.seen_at);
  const oldest = Math.min(...seen.map((one) => Date.parse(one.seen_at)));
  return clock(new Date(Number.isFinite(oldest) ? oldest : Date.parse(view.now)), view.timezone);
}

function names(view, ids) {
  return ids.map((id) => view.devices[id]?.name ?? id).join(", ");
}

function pairs(state, language) {
  return Object.entries(state).map(([name, value]) => pair(name, value, language)).join(", ") || "–";
}

// A projector that is on needs no word for what is on.
function pair(name, value, language) {
  const told = typeof value === "boolean" ? say(language, value ? "yes" : "no") : spoken(name, value, language);
  return name === "power" ? told : `${attribute(name, language)} ${told}`;
}

// Words of our own are translated; the name of a scene or an input is nobody's to change.
function spoken(name, value, language) {
  return (["power", "shown"].includes(name) && say(language, `value_${value}`)) || value;
}

function attribute(name, language) {
  return say(language, `attribute_${name}`) ?? name;
}
