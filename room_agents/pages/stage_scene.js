// What the stage says in each phase. Pure.
import { say } from "./stage_texts.js";
import { clock, countdown, dayIfNotToday, isSameDay, longDate, range } from "./times.js";

const ENDING_S = 300;
const FIRST_S = 600; // a first word, for a minute
const LAST_S = 60;
const READY = ["ready", "limited"];
const LABELS = {
  joining: "joining",
  lobby: "lobby",
  interrupted: "rejoining",
  put_out: "put_out",
  ended: "ended",
  left: "left",
  elsewhere: "elsewhere",
  by_hand: "by_hand",
};
const OUT = ["put_out", "ended", "left"];

// {label, title, figure, under, foot} of the page beneath the meeting; what has nothing to say is missing.
export function sceneOf(told, now) {
  const { booking, language, room: { timezone } } = told;
  const words = (key) => say(language, key);
  const title = booking ? titleOf(booking, language) : "";
  switch (told.phase) {
    case "preparing": {
      const left_s = secondsUntil(booking?.start ?? told.end, now);
      const under = booking ? fromTo(booking, told) : "";
      if (left_s <= 0) return { title, label: words("any_moment"), under };
      return { label: words("starts"), title, figure: countdown(left_s, language), under };
    }
    case "live":
      return { label: words("in_progress"), title, under: endOf(told), foot: following(told, now) };
    case "closing":
      return { title: words("thanks"), under: words("thanks_note"), foot: following(told, now) || words("free_today") };
    case "blocked":
      return { title: words("closed"), under: untilOf(told, now), foot: comingToday(told, now).length ? "" : following(told, now) };
    default: {
      const foot = comingToday(told, now).length ? "" : following(told, now);
      return { figure: clock(now, timezone), under: longDate(now, timezone, language), foot };
    }
  }
}

// What of today is not over; for a closed room without the closure itself.
export function comingToday({ phase, today }, now) {
  return today.filter(({ closed, start, end }) => Date.parse(end) > now && !(phase === "blocked" && closed && Date.parse(start) <= now));
}

// {icon, label, lines} of how the room stands that is being prepared.
export function statusOf({ language, missing, ready_at, room: { timezone }, verdict }) {
  const isReady = READY.includes(verdict);
  if (isReady && missing.length === 0) return { icon: "ready", label: say(language, "all_ready"), lines: [] };
  const time = ready_at && clock(new Date(ready_at), timezone);
  const label = isReady ? say(language, "ready_without") : time ? say(language, "ready_at", { time }) : say(language, "getting_ready");
  return { icon: isReady ? "ready" : "preparing", label, lines: missing };
}

// {words, next, isLast} ten minutes before the end and in its last five, or that the meeting goes on by itself; else null.
export function endingOf(told, now) {
  const left_s = secondsUntil(told.end, now);
  if (told.phase !== "live") return null;
  if (told.ran_on_from && secondsUntil(told.ran_on_from, now) > 0) {
    const time = clock(new Date(told.end), told.room.timezone);
    return { words: say(told.language, "runs_on", { time }), next: say(told.language, "runs_on_unless") };
  }
  if (!(left_s <= ENDING_S || (left_s <= FIRST_S && left_s > FIRST_S - LAST_S))) return null;
  const minutes = Math.ceil(left_s / 60);
  const key = left_s <= 0 ? "ends_now" : minutes === 1 ? "ends_in_one" : "ends_in";
  return { words: say(told.language, key, { n: minutes }), next: coming(told, now), isLast: left_s <= LAST_S };
}

// When the phase that is shown is over: "fino alle 11:00".
export function endOf({ end, language, room: { timezone } }) {
  return say(language, "until", { time: clock(new Date(end), timezone) });
}

// {label, link, reason, rejoin} of what people must know about the meeting, or null where it is as it should be. The
// reason is Jitsi's own word, or the network's: for who is asked for help.
export function noticeOf({ state, reason, isRenewing }, { conference, language }) {
  const words = (key) => say(language, key);
  const link = conference?.link ?? "";
  if (state === null) return isRenewing ? { label: words("renewing") } : null;
  if (state === "refused") return { label: words("refused_entry"), reason, rejoin: words("try_again") };
  if (state === "unreachable") return { label: words(link ? "line_down_link" : "line_down"), link, reason };
  return { label: words(LABELS[state]), link: state === "by_hand" ? link : "", rejoin: OUT.includes(state) ? words("rejoin") : "" };
}

// Whether microphone and camera are open, in words; nothing if both are closed.
export function openOf({ microphone, camera }, language) {
  const [heard, seen] = [microphone === "ok", camera === "ok"];
  if (heard && seen) return say(language, "both_open");
  if (heard) return say(language, "microphone_open");
  return seen ? say(language, "camera_open") : "";
}

// What a booking or a closure is called before everybody.
export function titleOf({ title, confidential, closed }, language) {
  if (closed) return say(language, "closed");
  return confidential ? say(language, "busy") : title;
}

function fromTo({ start, end }, { language, room: { timezone } }) {
  const [from, to] = [start, end].map((time) => clock(new Date(time), timezone));
  return say(language, "from_to", { start: from, end: to });
}

function untilOf({ language, room: { timezone }, until }, now) {
  if (!until) return "";
  const [day, time] = [dayIfNotToday(new Date(until), now, timezone, language), clock(new Date(until), timezone)];
  return day ? say(language, "until_day", { day, time }) : say(language, "until", { time });
}

function following({ language, next, room: { timezone } }, now) {
  if (!next) return "";
  const day = dayIfNotToday(new Date(next.start), now, timezone, language);
  return `${say(language, "next")}: ${[day, range(next, timezone)].filter(Boolean).join(", ")} · ${titleOf(next, language)}`;
}

// Who comes next today, for people who should make room: "Alle 11:00: Corso sicurezza".
function coming({ language, next, room: { timezone } }, now) {
  if (!next || !isSameDay(new Date(next.start), now, timezone)) return "";
  const time = clock(new Date(next.start), timezone);
  return next.confidential ? say(language, "at_busy", { time }) : say(language, "at", { time, title: next.title });
}

function secondsUntil(when, now) {
  return (Date.parse(when) - now) / 1000;
}
