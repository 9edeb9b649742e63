// The panel of one room: hears how the room is, shows it, and sends what people press.
import { forget, keep, kept } from "./kept.js";
import { Line, link } from "./line.js";
import { deviceRows, how, present, scenes, upcoming, whose, wish } from "./panel_view.js";
import { press } from "./presses.js";
import { keepFiles } from "./self_keeping.js";
import { chosenLanguage, say, write } from "./texts.js";
import { clock, longDate, span } from "./times.js";

const SURE_MS = 6000; // how long "Termina" waits for the second touch
const DOUBLE_MS = 500; // a double touch is one touch
const CONFIRM_MS = 8000; // a room that obeys does so in far less
const HINT_MS = 20000;
const USES = [15, 30, 60];
const NOTES_SHOWN = 2;
const LONG_TROUBLE = 30; // two lines; below it there is room for one of its sentences

const room = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop());
const at = (id) => document.getElementById(id);
let language = chosenLanguage();
let view = null;
let ahead_ms = 0; // the server's clock minus the tablet's
let gone = null;
let line = null;
let reply = null; // {text, kind} in the toast, and what it still waits for: {revision, kind, since}
let busy = false;
let touched = null; // the place that was touched last, and since when
let sure_since = null;
let was_online = false;

const lookForNewer = keepFiles();
at("primary").addEventListener("click", () => view.primary && pressed(view.primary.kind, view.primary, "primary"));
for (const kind of ["extend", "end"]) at(kind).addEventListener("click", () => pressed(kind));
at("languages").addEventListener("click", ({ target }) => target.dataset.language && speak(target.dataset.language));
at("open-details").addEventListener("click", () => { at("details").showModal(); show(); });
document.addEventListener("keydown", ({ key }) => key === "Escape" && relent());
speak(language);
await link(room);
line = new Line(room, language, { onView: take, onGone: leave });
setInterval(show, 1000);
await line.run();

function take(newest) {
  if (newest.phase !== view?.phase) forgetRefusal();
  view = newest;
  gone = null;
  keep(room, newest);
  ahead_ms = Date.parse(view.now) - Date.now();
  settle();
  show();
}

function leave(why) {
  gone = why;
  view = null;
  forget(room);
  show();
}

// What was kept, while nothing else is known and the service does not answer.
function recall() {
  const last = view === null && gone === null && line?.failing ? kept(room) : null;
  if (!last) return;
  view = last.view;
  ahead_ms = 0;
  line.heardAt(last.at);
}

// --- pressing

async function pressed(kind, more = {}, place = JSON.stringify([kind, more])) {
  if (!possible(kind, more) || (kind === "end" ? !confirmed() : again(place))) return;
  relent();
  busy = true;
  answer({ key: "sending" });
  const { device, scene } = more;
  const result = await press(room, language, { ...wish(kind, view, Date.now() + ahead_ms, more), device, scene });
  busy = false;
  if (result.lost) refuse({ key: "lost" });
  else if ("refused" in result) refuse({ key: "refused", text: result.refused });
  else answer({ key: "sent", waits: { revision: result.revision, kind, since: performance.now() } });
  settle();
}

function possible(kind, { minutes = 0 } = {}) {
  if (!line?.state().online || !view || busy) return false;
  const offered = [view.primary, ...view.secondary].find((one) => one?.kind === kind);
  if (kind === "use") return Boolean(offered?.minutes.includes(minutes));
  return Boolean(offered) || (["extend", "end", "scene"].includes(kind) && view.actions[kind]);
}

// A double touch is one touch, also when the answer to its first half is there before the second.
function again(place) {
  if (touched?.place === place && performance.now() - touched.since < DOUBLE_MS) return true;
  touched = { place, since: performance.now() };
  return false;
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
  if (!waits || !view || view.plan.held < waits.revision) return;
  const ended = { key: view.reopens ? "ended" : "ended_for_next", until: performance.now() + HINT_MS };
  answer(waits.kind === "end" ? ended : null);
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
  for (const id of ["open-details", "details-label"]) write(at(id), say(chosen, "details"));
  for (const button of document.querySelectorAll(".close")) write(button, say(chosen, "close"));
  at("languages").setAttribute("aria-label", say(chosen, "language"));
  for (const button of at("languages").children) button.ariaPressed = String(button.dataset.language === chosen);
  line?.speak(chosen);
  show();
}

function show() {
  recall();
  if (sure_since !== null && performance.now() - sure_since > SURE_MS) sure_since = null;
  if (reply?.until < performance.now()) reply = null;
  if (reply?.key === "sent" && performance.now() - reply.waits.since > CONFIRM_MS) reply = { ...reply, key: "unconfirmed" };
  at("room").hidden = at("head").hidden = at("open-details").hidden = !view || gone !== null;
  at("notice").hidden = !at("room").hidden;
  if (at("room").hidden) return showNotice();
  const { online, age_s } = line?.state() ?? { online: false, age_s: null };
  if (online && !was_online) lookForNewer();
  was_online = online;
  const now = Date.now() + ahead_ms;
  showHead(now);
  showWhose(now, online, age_s);
  showHow(now, online);
  showBookings(now);
  showControls(online);
  showToast(online);
  if (at("details").open) showDetails(now, online);
}

function showNotice() {
  at("details").close();
  at("more-scenes").close();
  const silent = line?.failing && !gone;
  write(at("notice-title"), say(language, gone ? `${gone}_title` : silent ? "offline" : "loading"));
  write(at("notice-text"), gone ? say(language, gone) : silent ? say(language, "offline_never") : "");
}

function showHead(now) {
  document.title = view.name;
  write(at("name"), view.name);
  write(at("site"), view.site);
  write(at("clock"), clock(new Date(now), view.timezone));
  write(at("date"), longDate(new Date(now), view.timezone, language));
}

function showWhose(now, online, age_s) {
  const { occupancy, word, until } = whose(view, now, language, online);
  at("whose").dataset.occupancy = occupancy;
  write(at("occupancy"), word);
  write(at("offline"), online ? "" : say(language, "offline"));
  write(at("until"), online ? until : say(language, "offline_age", { age: span(age_s ?? 0, language) }));
  write(at("on-air"), (online && view.on_air) || "");
}

function showHow(now, online) {
  const told = how(view, now, language, online);
  at("how").dataset.verdict = told.verdict;
  at("how").toggleAttribute("data-long", told.trouble.length > LONG_TROUBLE);
  write(at("trouble"), told.trouble);
  write(at("message"), told.message);
  write(at("when"), told.when);
  write(at("next-trouble"), told.ahead);
}

function showBookings(now) {
  const { label, title, times, done, left } = present(view, now, language);
  at("now").hidden = title === "" && times === "";
  write(at("now-label"), label);
  write(at("now-title"), title);
  write(at("now-times"), times);
  write(at("left"), left);
  at("progress").hidden = done === null;
  at("progress").value = Math.min(1, Math.max(0, done ?? 0));
  const next = upcoming(view, now, language);
  at("next").hidden = next === null;
  write(at("next-label"), say(language, "next"));
  write(at("next-times"), next?.times ?? "");
  write(at("next-title"), next?.title ?? "");
  const more = view.notes.length - NOTES_SHOWN;
  const told = more > 0 ? [view.notes[0], say(language, "more_notes", { n: more + 1 })] : view.notes;
  rebuild(at("notes"), told, (text) => cell("li", text));
}

// --- the buttons: each in its place, whatever it says

function showControls(online) {
  const held = document.activeElement;
  showFirst();
  showScenes();
  const secondary = view.secondary.flatMap((one) => (one.kind === "use" ? one.minutes.map((minutes) => ({ ...one, minutes })) : [one]));
  rebuild(at("secondary"), secondary, secondaryButton);
  secondary.forEach((one, index) => able(at("secondary").children[index], possible(one.kind, one)));
  const running = view.phase === "live";
  at("extend").hidden = at("end").hidden = !running;
  label(at("extend"), say(language, "extend"), possible("extend"));
  write(at("extend").lastElementChild, (online && view.refusals.extend) || "");
  label(at("end"), say(language, sure_since === null ? "end" : "end_confirm"), possible("end"));
  at("end").toggleAttribute("data-sure", sure_since !== null);
  if (held !== document.body && !held.checkVisibility()) instead().focus();
}

function showFirst() {
  const { primary } = view;
  const uses = primary?.kind === "use";
  at("primary").hidden = !primary || uses;
  at("use").hidden = !uses;
  if (!uses) return label(at("primary"), primary?.label ?? "", Boolean(primary) && possible(primary.kind));
  write(at("use-label"), primary.label);
  write(at("use-why"), primary.minutes.length < USES.length ? view.refusals.use ?? "" : "");
  rebuild(at("uses"), USES.map((minutes) => ({ minutes, label: say(language, "minutes", { n: minutes }) })), useButton);
  USES.forEach((minutes, index) => able(at("uses").children[index], possible("use", { minutes })));
}

// Where the keyboard goes on from when the button it was on is gone: what there is to do now, or else what the room says.
function instead() {
  const others = [at("primary"), at("end"), at("uses").firstElementChild];
  return others.find((one) => one?.checkVisibility()) ?? at("whose");
}

function showScenes() {
  const { first, all, more } = scenes(view);
  at("scenes").hidden = all.length === 0;
  write(at("scenes-label"), say(language, "scene"));
  write(at("more-label"), say(language, "scene"));
  const others = more ? [{ scene: say(language, "more_scenes"), more }] : [];
  fill(at("choices"), [...first, ...others]);
  fill(at("all-choices"), all);
  if (!more) at("more-scenes").close();
}

function fill(parent, offered) {
  rebuild(parent, offered.map(({ device, scene, more }) => ({ device, scene, more })), sceneButton);
  offered.forEach(({ active, more }, index) => {
    const button = parent.children[index];
    if (!more) button.ariaPressed = String(active);
    able(button, more || possible("scene"));
  });
}

function sceneButton({ device, scene, more }) {
  if (more) return Object.assign(made(scene, () => at("more-scenes").showModal()), { className: "more" });
  return made(scene, () => { at("more-scenes").close(); pressed("scene", { device, scene }); });
}

function useButton({ minutes, label: text }) {
  return Object.assign(made(text, () => pressed("use", { minutes })), { className: "main" });
}

function secondaryButton({ kind, label: text, booking, minutes }) {
  const words = kind === "use" ? say(language, "use_minutes", { n: minutes }) : text;
  return made(words, () => pressed(kind, { booking, minutes }));
}

// --- replies and details

// A toast, so that nothing moves when it comes. Before an end it says what follows.
function showToast(online) {
  const asked = sure_since !== null && view.after_end ? view.after_end : null;
  const said = asked ?? (reply && (reply.text ?? say(language, reply.key)));
  write(at("reply"), (online && said) || "");
  at("reply").dataset.kind = asked ? "asked" : reply?.kind ?? "";
}

function showDetails(now, online) {
  const { agent, plan, conference_link, waits_for_idle, notes } = view;
  const computer = say(language, agent.connected ? "agent_connected" : "agent_away", { held: plan.held ?? "–", wished: plan.wished });
  rebuild(at("all-notes"), notes, (text) => cell("li", text));
  write(at("agent"), online ? computer : "");
  write(at("waits"), waits_for_idle ?? "");
  write(at("link"), conference_link ? `${say(language, "link")}: ${conference_link}` : "");
  rebuild(at("columns"), ["device", "wished", "observed", "age", "state"].map((key) => say(language, key)), (text) => cell("th", text));
  rebuild(at("devices"), deviceRows(view, now, language), (row) => {
    const line = document.createElement("tr");
    line.append(...row.map((text, index) => cell(index ? "td" : "th", text)));
    return line;
  });
}

// --- small change

function label(button, text, is_able) {
  write(button.firstElementChild, text);
  able(button, is_able);
}

function able(button, is_able) {
  button.setAttribute("aria-disabled", String(!is_able));
}

function made(text, onClick) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.append(cell("span", text));
  button.addEventListener("click", onClick);
  return button;
}

function cell(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

// Make the children anew only when *items* changed, so that focus and screen readers stay where they are.
function rebuild(parent, items, make) {
  const known = JSON.stringify(items);
  if (parent.dataset.made === known) return;
  parent.dataset.made = known;
  parent.replaceChildren(...items.map(make));
}
