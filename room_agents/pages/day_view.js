// The day as a strip: where bookings, free stretches and now lie on it, and when one may book. Pure.
import { clock, range } from "./times.js";
import { say } from "./texts.js";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const LENGTHS = [30, 60, 90];
const SHORTEST_MS = LENGTHS[0] * MINUTE_MS;

// {hours, blocks, free, now}: each with *left* and, where it has one, *width* in hundredths of the strip.
export function strip({ day, timezone }, now, language) {
  const [begin, end] = [Date.parse(day.start), Date.parse(day.end)];
  const place = (ms) => (100 * (Math.min(Math.max(ms, begin), end) - begin)) / (end - begin);
  const placed = ({ start, end: over }) => ({ left: place(Date.parse(start)), width: place(Date.parse(over)) - place(Date.parse(start)) });
  const blocks = day.blocks.map((block) => ({
    ...block,
    ...placed(block),
    kind: block.closed ? "closed" : block.confidential ? "confidential" : "booking",
    over: Date.parse(block.end) <= now,
    running: Date.parse(block.start) <= now && now < Date.parse(block.end),
    times: range(block, timezone),
    words: `${range(block, timezone)} ${block.title}`,
  }));
  const free = bookable(day, now).map((stretch) => ({
    ...stretch,
    ...placed(stretch),
    kind: "free",
    title: say(language, "book"),
    times: range(stretch, timezone),
    words: say(language, "book_between", { times: range(stretch, timezone) }),
  }));
  return { hours: hours(begin, end, place, timezone), blocks, free, now: place(now) };
}

// The stretches of today in which there is still time to book, with the past cut off.
export function bookable(day, now) {
  return day.free
    .map(({ start, end }) => ({ start: new Date(Math.max(Date.parse(start), minute(now))).toISOString(), end }))
    .filter(({ start, end }) => Date.parse(end) - Date.parse(start) >= SHORTEST_MS);
}

// When a booking that was asked for at *asked* may begin: on a quarter of an hour or now, within the stretch.
export function beginning({ start, end }, asked, now) {
  const [first, last] = [Date.parse(start), Date.parse(end) - SHORTEST_MS]; // the shortest still fits
  const quarter = Math.floor(Math.min(asked, last) / QUARTER_MS) * QUARTER_MS;
  return quarter <= Math.max(first, now) ? Math.max(first, minute(now)) : quarter;
}

// The beginnings before and after *chosen*, where the stretch has them.
export function earlierAndLater(stretch, chosen, now) {
  const earlier = beginning(stretch, chosen - 1, now);
  const later = beginning(stretch, Math.floor(chosen / QUARTER_MS) * QUARTER_MS + QUARTER_MS, now);
  return { earlier: earlier < chosen ? earlier : null, later: later > chosen ? later : null };
}

// {minutes, until, fits} for each length that is offered.
export function lengths({ end }, chosen) {
  return LENGTHS.map((minutes) => {
    const until = chosen + minutes * MINUTE_MS;
    return { minutes, until, fits: until <= Date.parse(end) };
  });
}

function hours(begin, end, place, timezone) {
  const all = [];
  for (let at = begin; at <= end; at += HOUR_MS) all.push({ left: place(at), label: String(Number(clock(new Date(at), timezone).slice(0, 2)) || (at === end ? 24 : 0)) });
  return all;
}

function minute(ms) {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
