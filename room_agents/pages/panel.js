// The panel of one room: hears how the room is, shows it, and sends what people press.
import { Line, link } from "./line.js";
import { deviceRows, notes, present, startsAfresh, upcoming, verdict, wish } from "./panel_view.js";
import { press } from "./presses.js";
import { chosenLanguage, say, write } from "./texts.js";
import { clock, longDate, span } from "./times.js";

const SURE_MS = 6000; // how long "Termina" waits for the second touch
const DOUBLE_MS = 500; // a double touch is one touch
const CONFIRM_MS = 8000; // a room that obeys does so in far less
const HINT_MS = 20000;
const BUTTONS = ["start", "extend", "end", "put_back"];

const room = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop());
const at = (id) => document.getElementById(id);
let language = chosenLanguage();
let view = null;
let ahead_ms = 0; // the server's clock minus the tablet's
let gone = null;
let line = null;
let reply = null; // {text, kind} near the buttons, and what it still waits for: {revision, kind, since}
let busy = false;
let sure_since = null;

for (const kind of BUTTONS) at(kind).addEventListener("click", () => pressed(kind));
at("languages").addEventListener("click", ({ target }) => target.dataset.language && speak(target.dataset.language));
at("details").addEventListener("toggle", show);
document.addEventListener("keydown", ({ key }) => key === "Escape" && relent());
speak(language);
await link(room);
line = new Line(room, language, { onView: take, onGone: (why) => { gone = why; show(); } });
setInterval(show, 1000);
await line.run();

function take(newest) {
  if (newest.phase !== view?.phase) forgetRefusal();
  view = newest;
  gone = null;
  ahead_ms = Date.parse(view.now) - Date.now();
  settle();
  show();
}

// --- pressing

async function pressed(kind, more = {}) {
  if (!possible(kind) || (kind === "end" && !confirmed())) return;
  relent();
  busy = true;
  answer({ key: "sending" });
  const result = await press(room, language, { ...wish(kind, view, Date.now() + ahead_ms), ...more });
  busy = false;
  if (result.lost) refuse({ key: "lost" });
  else if ("refused" in result) refuse({ key: "refused", text: result.refused });
  else answer({ key: "sent", waits: { revision: result.revision, kind, since: performance.now() } });
  settle();
}

function possible(kind) {
  return Boolean(line?.state().online && view && !busy && view.actions[kind]);
}

// Ending needs two touches, and the second must be one of its own.
function confirmed() {
  if (sure_since !== null) return performance.now() - sure_since > DOUBLE_MS;
  sure_since = performance.now();
  show();
  return false;
}

function relent() {
  sure_since = null;
  show();
}

// Stored is not done: the reply stays until the room's agent holds a plan that has the press in it.
function settle() {
  const waits = reply?.waits;
  if (!waits || !view) return;
  if (view.plan.held >= waits.revision) answer(waits.kind === "end" ? { key: ended(), until: performance.now() + HINT_MS } : null);
}

// "Inizia" reopens what was ended, unless it is the next booking's already.
function ended() {
  return startsAfresh(view, Date.now() + ahead_ms) ? "ended" : "ended_for_next";
}

function refuse(why) {
  answer({ ...why, kind: "refused", until: performance.now() + HINT_MS });
}

// A refusal is about the room as it was, in the words of then.
function forgetRefusal() {
  if (reply?.kind === "refused") reply = null;
}

function answer(next) {
  reply = next;
  show();
}

// --- showing

function speak(chosen) {
  if (chosen !== language) forgetRefusal();
  language = chosen;
  document.documentElement.lang = chosen;
  const address = new URL(location.href);
  if (chosen !== chosenLanguage("")) address.searchParams.set("lang", chosen);
  else address.searchParams.delete("lang");
  if (address.href !== location.href) history.replaceState(null, "", address);
  write(at("details-label"), say(chosen, "details"));
  at("languages").setAttribute("aria-label", say(chosen, "language"));
  for (const button of at("languages").children) button.ariaPressed = String(button.dataset.language === chosen);
  line?.speak(chosen);
  show();
}

function show() {
  if (sure_since !== null && performance.now() - sure_since > SURE_MS) sure_since = null;
  if (reply?.until < performance.now()) reply = null;
  if (reply?.key === "sent" && performance.now() - reply.waits.since > CONFIRM_MS) reply = { ...reply, key: "unconfirmed" };
  at("room").hidden = !view || gone !== null;
  at("details").hidden = at("room").hidden;
  at("notice").hidden = !at("room").hidden;
  showLine();
  if (at("room").hidden) return showNotice();
  const now = Date.now() + ahead_ms;
  showHead(now);
  showVerdict(now);
  showBookings(now);
  showControls(now);
  if (at("details").open) showDetails(now);
}

function showNotice() {
  write(at("notice-title"), say(language, gone ? `${gone}_title` : "loading"));
  write(at("notice-text"), gone ? say(language, gone) : "");
}

function showLine() {
  const state = line?.state() ?? { online: false, age_s: null };
  const silent = line !== null && gone === null && !state.online && (state.age_s !== null || line.failing);
  const age = span(state.age_s ?? 0, language);
  at("offline").hidden = !silent;
  write(at("offline-word"), silent ? say(language, "offline") : "");
  write(at("offline-age"), silent ? say(language, state.age_s === null ? "offline_never" : "offline_age", { age }) : "");
}

function showHead(now) {
  document.title = view.name;
  write(at("name"), view.name);
  write(at("site"), view.site);
  write(at("clock"), clock(new Date(now), view.timezone));
  write(at("date"), longDate(new Date(now), view.timezone, language));
}

function showVerdict(now) {
  const { state, title, why, when = "" } = verdict(view, now, language);
  at("verdict").dataset.state = line.state().online ? state : "stale";
  write(at("state"), state === "problem" ? `${title}:` : title);
  write(at("why"), why);
  write(at("when"), when);
  at("now").hidden = state === "closed"; // it would only say the same again
}

function showBookings(now) {
  const { label, title, times, done = null, left = "" } = present(view, now, language);
  write(at("now-label"), label);
  write(at("now-title"), title);
  write(at("now-times"), times);
  write(at("left"), left);
  at("course").hidden = left === "";
  at("progress").hidden = done === null;
  at("progress").value = Math.min(1, Math.max(0, done ?? 0));
  const next = upcoming(view, now, language);
  at("next").hidden = next === null;
  write(at("next-label"), say(language, "next"));
  write(at("next-times"), next?.times ?? "");
  write(at("next-title"), next?.title ?? "");
}

function showControls(now) {
  const held = document.activeElement;
  const by_hand = Object.values(view.devices).some((device) => device.left_alone.length);
  const labels = {
    start: startsAfresh(view, now) ? (view.reopens ? "reopen" : "start_now") : "start",
    end: sure_since === null ? "end" : "end_confirm",
    put_back: by_hand ? "put_back" : "try_again",
  };
  for (const kind of BUTTONS) label(at(kind), say(language, labels[kind] ?? kind, { title: view.reopens?.title }), possible(kind));
  at("end").toggleAttribute("data-sure", sure_since !== null);
  const running = view.phase === "live" || view.actions.extend || view.actions.end;
  at("start").hidden = view.phase === "blocked" || (running && !view.actions.start);
  at("extend").hidden = at("end").hidden = !running;
  rebuild(at("notes"), notes(view, language), (text) => cell("li", text));
  at("put_back").hidden = !view.actions.put_back;
  const why = line.state().online ? reply && (reply.text ?? say(language, reply.key)) : say(language, "offline_why");
  write(at("reply"), why ?? "");
  at("reply").dataset.kind = (line.state().online && reply?.kind) || "";
  showScenes();
  if (at("controls").contains(held) && !held.checkVisibility()) instead(held).focus();
}

// Where the keyboard goes on from when the button it was on is gone: the one in its place, or else what the room says.
function instead(button) {
  const other = at(button.id === "start" ? "end" : "start");
  return ["start", "extend", "end"].includes(button.id) && other.checkVisibility() ? other : at("verdict");
}

function showScenes() {
  at("scenes").hidden = view.scenes.length === 0 || !view.actions.scene;
  write(at("scenes-label"), say(language, "scene"));
  rebuild(at("choices"), view.scenes.map(({ device, scene }) => ({ device, scene })), sceneButton);
  view.scenes.forEach(({ active }, index) => {
    const button = at("choices").children[index];
    button.ariaPressed = String(active);
    button.setAttribute("aria-disabled", String(!possible("scene")));
  });
}

function sceneButton({ device, scene }) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: scene });
  button.addEventListener("click", () => pressed("scene", { device, scene }));
  return button;
}

function showDetails(now) {
  const { agent, plan, conference_link } = view;
  const computer = say(language, agent.connected ? "agent_connected" : "agent_away", { held: plan.held ?? "–", wished: plan.wished });
  write(at("agent"), line.state().online ? computer : "");
  write(at("link"), conference_link ? `${say(language, "link")}: ${conference_link}` : "");
  rebuild(at("columns"), ["device", "wished", "observed", "age", "state"].map((key) => say(language, key)), (text) => cell("th", text));
  rebuild(at("devices"), deviceRows(view, now, language), (row) => {
    const line = document.createElement("tr");
    line.append(...row.map((text, index) => cell(index ? "td" : "th", text)));
    return line;
  });
}

// --- small change

function label(button, text, able) {
  write(button.firstElementChild, text);
  button.setAttribute("aria-disabled", String(!able));
}

function cell(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

// Make the children anew only when *items* changed, so that focus and screen readers stay where they are.
function rebuild(parent, items, make) {
  const made = JSON.stringify(items);
  if (parent.dataset.made === made) return;
  parent.dataset.made = made;
  parent.replaceChildren(...items.map(make));
}

