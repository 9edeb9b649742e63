// The page on the room's big screen: shows the phase its agent tells, holds the meeting, and tells the agent what it shows.
import { Devices } from "./media.js";
import { Meeting, Unframed } from "./meeting.js";
import { Memory, seatOf } from "./seat.js";
import { Line } from "./stage_line.js";
import { lacks, reloaded, whenBlocked } from "./stage_policy.js";
import { noticeOf, openOf, sceneOf } from "./stage_scene.js";
import { say, write } from "./texts.js";
import { clock, longDate } from "./times.js";

const LONG_TITLE = 48; // two lines; above the countdown there is room for three smaller ones

const room = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop());
const at = (id) => document.getElementById(id);
const seat = seatOf(room);
const memory = new Memory(room);
let told = null;
let ahead_ms = 0; // the agent's clock minus this page's
let meeting = null;
let identity = null;
let attended = null; // what was last told while in it
let devices = null;
let blocked = null; // where a script was kept out that the policy should have let in

const line = new Line(room, { onRoom: take, seen });
setInterval(show, 250);
at("rejoin").addEventListener("click", () => meeting?.rejoin());
whenBlocked((origin) => {
  if (told?.deployments.includes(origin) && !reloaded()) blocked = origin;
});

function take(newest) {
  // Never in a meeting: that one's server is known, and the new one waits until it is over.
  if (meeting === null && lacks(newest.deployments ?? []) && reloaded()) return;
  told = newest;
  ahead_ms = Date.parse(told.now) - Date.now();
  document.documentElement.lang = told.language;
  if (told.conference?.deployment) devices ??= new Devices(changed);
  meet(told.phase === "live" ? told.conference : null);
  changed();
}

function changed() {
  show();
  line.tell();
}

// Enter, keep or leave: a meeting goes on untouched for as long as it is the same one.
function meet(conference) {
  const wanted = conference && Meeting.identity(conference);
  if (wanted !== identity) {
    meeting?.dispose({ ending: isOver() });
    identity = wanted;
    meeting = conference && begin(conference);
  } else if (meeting) {
    meeting.update(conference);
  }
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
  if (!conference.deployment) return new Unframed("by_hand");
  if (!told.deployments.includes(new URL(conference.deployment).origin)) return new Unframed("unreachable", "https");
  return new Meeting(conference, {
    host: at("meeting"),
    seat,
    memory,
    devices,
    ours: { id: told.room.id, name: told.room.name },
    title: told.booking?.title ?? "",
    language: told.language,
    password: () => line.password(),
    cause: async () => (blocked ? "Content-Security-Policy" : line.cause()),
    onChange: changed,
  });
}

// What is seen here, now.
function seen() {
  if (!told) return null;
  const ours = Boolean(told.conference?.deployment);
  const media = (name) => (ours ? (meeting?.[name] ?? devices?.[name] ?? null) : null);
  return {
    shown: told.phase,
    joined: meeting?.joined ?? null,
    participants: meeting?.participants ?? null,
    meeting: meeting?.state ?? null,
    reason: meeting?.reason ?? null,
    microphone: media("microphone"),
    camera: media("camera"),
    moderator: meeting?.moderator ?? null,
  };
}

function show() {
  if (!told) return;
  const now = new Date(Date.now() + ahead_ms);
  const { label = "", title = "", figure = "", under = "", foot = "" } = sceneOf(told, now);
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
  write(at("offline"), line.isLost ? say(told.language, "stage_offline") : told.clock_confirmed ? "" : say(told.language, "clock_unconfirmed"));
  showMeeting();
}

// The frame covers all once there is a Jitsi in it. What people must know stands in a bar above it, or, where there is
// nothing to see of it, large on the page.
function showMeeting() {
  const isShown = meeting?.isShown ?? false;
  const notice = meeting && noticeOf(meeting, told);
  const { label = "", link = "", reason, rejoin = "" } = notice ?? {};
  at("meeting").hidden = meeting === null;
  at("meeting").classList.toggle("veiled", !isShown);
  for (const frame of at("meeting").querySelectorAll("iframe")) frame.title = say(told.language, "link");
  at("address").hidden = !notice;
  document.body.toggleAttribute("data-bar", Boolean(notice) && isShown);
  write(at("address-label"), label);
  write(at("address-link"), link);
  write(at("address-reason"), reason ?? "");
  write(at("rejoin"), rejoin);
  showCode(meeting?.state === "by_hand" ? link : "");
  write(at("open"), meeting ? openOf(meeting, told.language) : "");
}

// The link as a QR code, drawn by the agent.
function showCode(link) {
  const code = at("address-code");
  if (code.dataset.link === link) return;
  code.dataset.link = link;
  code.hidden = link === "";
  code.onerror = () => { code.hidden = true; };
  if (link) code.src = `/stage/${encodeURIComponent(room)}/qr.svg?${encodeURIComponent(link)}`;
  else code.removeAttribute("src");
}
