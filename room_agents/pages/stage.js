// The page on the room's big screen: shows the phase its agent tells, and tells the agent what it shows.
import { ForeignMeeting, Meeting } from "./meeting.js";
import { say, write } from "./texts.js";
import { clock, countdown, dayIfNotToday, longDate, range } from "./times.js";

const TELL_MS = 2000;
const AGAIN_MS = 2000;
const OFFLINE_MS = 10000; // an agent that restarts is back sooner
const LONG_TITLE = 48; // two lines; above the countdown there is room for three smaller ones

const room = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop());
const at = (id) => document.getElementById(id);
let told = null;
let allowed = null; // the Jitsi servers that were known when this page was loaded
let ahead_ms = 0; // the agent's clock minus this page's
let meeting = null;
let identity = null;
let attended = null; // what was last told while in it
let silent_since = null;
let events = null;
let telling = false;

listen();
setInterval(show, 250);
setInterval(tell, TELL_MS);

function listen() {
  events = new EventSource(`/stage/${encodeURIComponent(room)}/events`);
  events.addEventListener("room", ({ data }) => take(JSON.parse(data)));
  events.onopen = () => { silent_since = null; };
  events.onerror = () => {
    silent_since ??= performance.now();
    // The browser tries again by itself unless the answer was a refusal.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
  };
}

function take(newest) {
  if (allowsMore(newest)) return location.reload();
  told = newest;
  ahead_ms = Date.parse(told.now) - Date.now();
  document.documentElement.lang = told.language;
  meet(told.phase === "live" ? told.conference : null);
  show();
  tell();
}

// The policy this page was loaded with names the servers it may load scripts from; a new one needs a new page. Never
// in a meeting: that one's server is known, and the new one waits until it is over.
function allowsMore({ deployments = [] }) {
  allowed ??= deployments;
  return meeting === null && deployments.some((one) => !allowed.includes(one));
}

// Enter, keep or leave: a meeting goes on untouched for as long as it is the same one.
function meet(conference) {
  const wanted = conference && Meeting.identity(conference);
  if (wanted !== identity) {
    meeting?.dispose({ ending: isOver() });
    identity = wanted;
    meeting = conference && begin(conference);
  } else if (meeting && conference.deployment) meeting.conference = conference;
  if (meeting) attended = told;
}

// Whether the meeting ends with our leaving: its booking is over here, and is in no other room. A room that is taken out
// of use for a while, or sent to another conference, leaves the others where they are.
function isOver() {
  const goesOn = told.phase === "blocked" || (told.phase === "live" && told.booking?.id === attended.booking?.id);
  const others = Date.parse(attended.conference.others_until); // NaN, and never ahead, where there are none
  return !goesOn && !(Date.parse(told.now) < others);
}

function begin(conference) {
  if (!conference.deployment) return new ForeignMeeting(conference, at("meeting"));
  return new Meeting(conference, at("meeting"), told.room.name, () => { show(); tell(); });
}

// What is seen here, now: the next word follows in two seconds, so one that is lost is not repeated.
async function tell() {
  if (!told || telling) return;
  telling = true;
  const seen = { shown: told.phase, joined: meeting?.joined ?? null, participants: meeting?.participants ?? null };
  try {
    const headers = { "Content-Type": "application/json" };
    const signal = AbortSignal.timeout(TELL_MS);
    await fetch(`/stage/${encodeURIComponent(room)}/seen`, { method: "POST", headers, body: JSON.stringify(seen), signal });
  } catch {
    silent_since ??= performance.now();
  } finally {
    telling = false;
  }
}

function show() {
  if (!told) return;
  const now = new Date(Date.now() + ahead_ms);
  const { label = "", title = "", figure = "", under = "", foot = "" } = scene(now);
  document.title = told.room.name;
  document.body.dataset.phase = told.phase;
  document.body.toggleAttribute("data-long", title.length > LONG_TITLE);
  document.body.toggleAttribute("data-ready", told.verdict === "ready" || told.verdict === "limited");
  write(at("name"), told.room.name);
  write(at("corner"), told.phase === "idle" ? longDate(now, told.room.timezone, told.language) : clock(now, told.room.timezone));
  write(at("label"), label);
  write(at("title"), title);
  write(at("figure"), figure);
  write(at("under"), under);
  write(at("foot"), foot);
  showMeeting();
  const lost = silent_since !== null && performance.now() - silent_since > OFFLINE_MS;
  write(at("offline"), lost ? say(told.language, "stage_offline") : "");
}

function scene(now) {
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
      return { label: words("in_progress"), title: booking?.title, under: booking ? range(booking, timezone) : "", foot: following(now) };
    case "closing":
      return { title: words("thanks"), under: words("thanks_note"), foot: following(now) };
    case "blocked":
      return { title: words("closed") };
    default:
      return { figure: clock(now, timezone), label: next ? words("welcome") : words("free"), foot: following(now) || words("free_today") };
  }
}

function following(now) {
  const { language, next, room: { timezone } } = told;
  if (!next) return "";
  const day = dayIfNotToday(new Date(next.start), now, timezone, language);
  return `${say(language, "next")}: ${[day, range(next, timezone)].filter(Boolean).join(", ")} · ${next.title}`;
}

// The frame covers all once it is in the meeting; before that the page beneath says what is going on.
function showMeeting() {
  const trouble = meeting?.trouble ?? null;
  at("meeting").hidden = meeting === null;
  at("meeting").classList.toggle("veiled", trouble === "line_down");
  for (const frame of at("meeting").querySelectorAll("iframe")) frame.title = say(told.language, "link");
  const strip = trouble !== null;
  at("address").hidden = !strip;
  document.body.toggleAttribute("data-strip", strip);
  write(at("address-label"), strip ? say(told.language, trouble) : "");
  write(at("address-link"), trouble === "line_down" || trouble === "guest_link" ? told.conference.link : "");
}
