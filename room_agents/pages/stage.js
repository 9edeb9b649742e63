// The page on the room's big screen: shows the phase its agent tells, holds the meeting, and tells the agent what it shows.
import { write } from "./common_texts.js";
import { Level } from "./level.js";
import { Council } from "./council_screen.js";
import { Devices } from "./media.js";
import { Meeting, Unframed } from "./meeting.js";
import { Memory, seatOf } from "./seat.js";
import { icon, showCards, showCode } from "./stage_cards.js";
import { Line } from "./stage_line.js";
import { lacks, reloaded, whenBlocked } from "./stage_policy.js";
import { endingOf, endOf, noticeOf, openOf, sceneOf } from "./stage_scene.js";
import { say } from "./stage_texts.js";
import { clock } from "./times.js";

const LONG_TITLE = 40; // of more letters three smaller lines are made
const MINUTES_FIGURE = 5; // letters; what is left in minutes has more
const HOURS_FIGURE = 8; // and in hours and minutes still more
const TRIED_MS = 6000; // for which a closed microphone is listened to

const room = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop());
const at = (id) => document.getElementById(id);
const seat = seatOf(room);
const memory = new Memory(room);
let told = null;
let ahead_ms = 0; // the agent's clock minus this page's
let meeting = null;
let identity = null;
let attended = null; // what was last told during the meeting
let devices = null;
const level = new Level();
const council = new Council(at("council"), () => told && show());
let blocked = null; // where a script was kept out that the policy should have let in

const line = new Line(room, { onRoom: take, seen });
setInterval(show, 250);
at("rejoin").addEventListener("click", () => meeting?.rejoin());
whenBlocked((origin) => {
  if (told?.deployments.includes(origin) && !reloaded()) blocked = origin;
});

function take(newest) {
  // Never during a meeting: its server is known, and a new one can wait until the meeting is over.
  if (meeting === null && lacks(newest.deployments ?? []) && reloaded()) return;
  told = newest;
  ahead_ms = Date.parse(told.now) - Date.now();
  document.documentElement.lang = told.language;
  if (told.conference?.deployment) devices ??= new Devices(wantedDevices, changed);
  meet(told.phase === "live" ? told.conference : null);
  council.follow(told.deployments.includes(originOf(told.screen)) ? told.screen : null);
  changed();
}

function originOf(address) {
  return address && URL.canParse(address) ? new URL(address).origin : "";
}

function wantedDevices() {
  return told.media ?? {};
}

// The microphone is listened to while it is open anyway, and for some seconds of each minute while the room is prepared.
function listen() {
  const open = meeting?.microphone === "ok";
  const tried = told.phase === "preparing" && devices?.microphone === "muted" && Date.now() % 60000 < TRIED_MS;
  level.listen(open || tried ? devices.ids.microphone : null);
}

function changed() {
  show();
  line.tell();
}

// Enter, keep or leave the meeting; it goes on untouched as long as it is the same.
function meet(conference) {
  const wanted = conference && Meeting.identity(conference);
  if (wanted !== identity) {
    meeting?.dispose({ ending: isOver() || isRenamed(conference) });
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

// Whether the meeting that the room leaves was given another name, under which it goes on.
function isRenamed(conference) {
  return Boolean(attended.conference && conference?.former?.includes(attended.conference.name));
}

function begin(conference) {
  if (!conference.deployment) return new Unframed("by_hand");
  if (!told.deployments.includes(new URL(conference.deployment).origin)) return new Unframed("unreachable", "https");
  return new Meeting(conference, {
    host: at("meeting"),
    seat,
    memory,
    devices,
    wanted: wantedDevices(),
    ours: { id: told.room.id, name: told.room.name },
    title: told.conference?.subject ?? told.booking?.title ?? "",
    language: told.language,
    password: () => line.password(),
    cause: async () => (blocked ? "Content-Security-Policy" : line.cause()),
    onChange: changed,
  });
}

// What the page tells its agent of itself now.
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
    loudspeaker: media("loudspeaker"),
    microphone_label: meeting?.used.microphone ?? null,
    camera_label: meeting?.used.camera ?? null,
    loudspeaker_label: meeting?.used.loudspeaker ?? null,
    microphone_level: level.take(),
    microphone_silent: ours ? level.isSilent : null,
    tiles: meeting?.tiles ?? null,
    lobby: meeting?.lobby ?? null,
    recording: meeting?.recording ?? null,
  };
}

function show() {
  if (!told) return;
  const now = new Date(Date.now() + ahead_ms);
  const notice = meeting && noticeOf(meeting, told);
  listen();
  const isShown = meeting?.isShown ?? false;
  const ending = endingOf(told, now);
  showScene(now, ending);
  showCards(told, now, line.address, { notice: notice && !isShown });
  showMeeting(isShown);
  showCouncil({ isShown, notice });
  showNotice(notice, isShown);
  showStrip(now, ending, { isShown, notice });
}

function showScene(now, ending) {
  const { label = "", title = "", figure = "", under = "", foot = "" } = sceneOf(told, now);
  const { house, language, phase, room: { name, timezone }, verdict } = told;
  document.title = name;
  document.body.dataset.phase = phase;
  document.body.toggleAttribute("data-long", title.length > LONG_TITLE);
  document.body.toggleAttribute("data-minutes", figure.length > MINUTES_FIGURE);
  document.body.toggleAttribute("data-hours", figure.length > HOURS_FIGURE);
  document.body.toggleAttribute("data-ready", verdict === "ready" || verdict === "limited");
  write(at("house"), house ?? "");
  write(at("name"), name);
  write(at("corner"), phase === "idle" ? "" : clock(now, timezone));
  write(at("label"), label);
  write(at("title"), title);
  write(at("figure"), figure);
  write(at("under"), under);
  write(at("foot"), ending ? "" : foot);
  write(at("offline"), line.isLost ? say(language, "offline") : told.clock_confirmed === false ? say(language, "clock_unconfirmed") : "");
  showBackground();
}

// Show the operator's picture behind the words, if it comes.
function showBackground() {
  const picture = at("background");
  const wanted = told.background ?? "";
  if (picture.dataset.digest === wanted) return;
  picture.dataset.digest = wanted;
  picture.onload = () => { picture.hidden = false; };
  picture.onerror = () => { picture.hidden = true; };
  if (wanted) picture.src = `${line.address}/background?${wanted}`;
  else picture.hidden = true;
}

// The frame takes all but the strip once there is a Jitsi in it.
function showMeeting(isShown) {
  at("meeting").hidden = meeting === null;
  at("meeting").classList.toggle("veiled", !isShown);
  for (const frame of at("meeting").querySelectorAll("iframe")) frame.title = say(told.language, "meeting");
}

// The council's own page stands beside the meeting, or where there is nothing to see of it, on the whole page.
function showCouncil({ isShown, notice }) {
  const place = isShown || notice ? "beside" : "whole";
  if (council.isAlive) document.body.dataset.council = place;
  else delete document.body.dataset.council;
  council.call(say(told.language, "council"));
}

// What people must know about the meeting stands in the strip, or, where there is nothing to see of it, large on the page.
function showNotice(notice, isShown) {
  const { label = "", link = "", reason, rejoin = "" } = notice ?? {};
  at("address").hidden = !notice;
  document.body.dataset.meeting = meeting?.state ?? "";
  const place = at(isShown ? "strip" : "second");
  if (at("address").parentElement !== place) place.prepend(at("address"));
  write(at("address-label"), label);
  write(at("address-link"), link);
  write(at("address-reason"), reason ?? "");
  write(at("rejoin"), rejoin);
  showCode(at("address-code"), `${line.address}/qr.svg`, link);
}

function showStrip(now, ending, { isShown, notice }) {
  const open = meeting ? openOf(meeting, told.language) : "";
  at("strip").hidden = !isShown && !open;
  document.body.toggleAttribute("data-strip", !at("strip").hidden);
  document.body.toggleAttribute("data-ending", ending !== null);
  document.body.toggleAttribute("data-last", Boolean(ending?.isLast));
  at("ending").hidden = !ending;
  const place = at("strip").hidden ? at("bottom") : at("strip");
  if (at("ending").parentElement !== place) place.prepend(at("ending"));
  write(at("ending-words"), ending?.words ?? "");
  write(at("ending-next"), notice && isShown ? "" : (ending?.next ?? ""));
  write(at("strip-title"), ending || notice ? "" : (told.booking?.title ?? ""));
  write(at("strip-end"), ending || notice || !told.end ? "" : endOf(told));
  write(at("strip-clock"), clock(now, told.room.timezone));
  write(at("recorded"), told.conference?.recorded ? say(told.language, "recorded") : ""); // whatever else is said
  write(at("open-words"), open);
  at("open").hidden = !open;
  icon(at("open-icon"), meeting?.microphone === "ok" ? "microphone" : "camera");
}
