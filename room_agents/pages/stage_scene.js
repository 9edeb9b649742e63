// What the stage says in each phase. Pure.
import { say } from "./texts.js";
import { clock, countdown, dayIfNotToday, range } from "./times.js";

const LABELS = {
  joining: "joining",
  lobby: "lobby",
  interrupted: "rejoining",
  put_out: "stage_put_out",
  ended: "stage_ended",
  left: "stage_left",
  elsewhere: "stage_elsewhere",
  by_hand: "by_hand",
};
const OUT = ["put_out", "ended", "left"];

// {label, title, figure, under, foot} of the page beneath the meeting, as far as there is something to say.
export function sceneOf(told, now) {
  const { booking, language, next, room: { timezone } } = told;
  const words = (key) => say(language, key);
  switch (told.phase) {
    case "preparing": {
      const left_s = (Date.parse(booking?.start ?? told.end) - now) / 1000;
      const ready = words(told.verdict === "ready" || told.verdict === "limited" ? "ready" : "preparing");
      if (left_s <= 0) return { title: booking?.title, label: words("stage_any_moment") };
      return { label: words("stage_starts"), title: booking?.title, figure: countdown(left_s), under: ready };
    }
    case "live":
      return { label: words("in_progress"), title: booking?.title, under: booking ? range(booking, timezone) : "", foot: following(told, now) };
    case "closing":
      return { title: words("thanks"), under: words("thanks_note"), foot: following(told, now) };
    case "blocked":
      return { title: words("closed") };
    default:
      return { figure: clock(now, timezone), label: next ? words("welcome") : words("free"), foot: following(told, now) || words("free_today") };
  }
}

// {label, link, reason, rejoin} of what people must know about the meeting, or null where it is as it should be. The
// reason is Jitsi's own word, or the network's: for who is asked for help.
export function noticeOf({ state, reason, isRenewing }, { conference, language }) {
  const words = (key) => say(language, key);
  const link = conference?.link ?? "";
  if (state === null) return isRenewing ? { label: words("renewing") } : null;
  if (state === "refused") return { label: words("refused_entry"), reason, rejoin: words("stage_try_again") };
  if (state === "unreachable") return { label: words(link ? "line_down_link" : "line_down"), link, reason };
  return { label: words(LABELS[state]), link: state === "by_hand" ? link : "", rejoin: OUT.includes(state) ? words("rejoin") : "" };
}

// What of the room is open to the meeting, in words; nothing where all is closed.
export function openOf({ microphone, camera }, language) {
  const [heard, seen] = [microphone === "ok", camera === "ok"];
  if (heard && seen) return say(language, "both_open");
  if (heard) return say(language, "microphone_open");
  return seen ? say(language, "camera_open") : "";
}

function following({ language, next, room: { timezone } }, now) {
  if (!next) return "";
  const day = dayIfNotToday(new Date(next.start), now, timezone, language);
  return `${say(language, "next")}: ${[day, range(next, timezone)].filter(Boolean).join(", ")} · ${next.title}`;
}
