// The panel of one room: hears how the room is, shows it, and sends what people press.
import { write } from "./common_texts.js";
import { at } from "./dom.js";
import "./icons.js";
import { forget, keep, kept } from "./kept.js";
import { Line, link } from "./line.js";
import { longPress } from "./long_press.js";
import { showHead, showHow, showScreen, showWhose } from "./panel_band.js";
import { showControls } from "./panel_controls.js";
import { followCouncil, showCouncil } from "./panel_council.js";
import { showDay } from "./panel_day.js";
import { ending } from "./panel_view.js";
import { Pressing } from "./pressing.js";
import { Resting } from "./resting.js";
import { keepFiles } from "./self_keeping.js";
import { closeSheet, isSheetOpen } from "./sheet.js";
import { openDetails } from "./sheet_details.js";
import { openMeeting, showMeeting } from "./sheet_meeting.js";
import { openPin } from "./sheet_pin.js";
import { openProblem } from "./sheet_problem.js";
import { chosenLanguage, say } from "./texts.js";
import { themeAt } from "./theme.js";

const room = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop());
const asked = new URLSearchParams(location.search);
const kind = ["door", "paper"].includes(asked.get("view")) ? asked.get("view") : "panel";
const wishes_dark = matchMedia("(prefers-color-scheme: dark)");
// What every part of the page shows.
const panel = { view: null, council: null, language: chosenLanguage(), ahead_ms: 0, get now() { return Date.now() + this.ahead_ms; }, online: false, age_s: null };
let gone = null; // the code by which the server turned this tablet away
let refusal = null; // the code by which it refused the tablet's link
let line = null;

const lookForNewer = keepFiles();
const pressing = new Pressing(room, panel, show);
const resting = new Resting(() => kind === "panel" && panel.view !== null && !ends());
document.documentElement.dataset.view = kind;
at("extend").addEventListener("click", () => pressing.touch("extend"));
at("ending-extend").addEventListener("click", () => pressing.touch("extend"));
at("end").addEventListener("click", end);
at("wrong").addEventListener("click", () => pressing.isPossible("problem") && openProblem(panel.view, panel.language, pressing));
at("open-meeting").addEventListener("click", () => panel.view && openMeeting(panel.view, panel.language, pressing, show));
at("languages").addEventListener("click", ({ target }) => target.dataset.language && speak(target.dataset.language));
longPress(at("open-details"), { onLong: details, onShort: () => pressing.answer({ key: "hold_for_details", until: performance.now() + 4000 }) });
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (key === "Escape") pressing.relent();
  if (key.toLowerCase() === "d" && !ctrlKey && !metaKey && !altKey && !isSheetOpen()) details();
});
wishes_dark.addEventListener("change", show);
speak(panel.language);
refusal = await link(room);
if (refusal) leave(refusal);
line = new Line(room, panel.language, { onView: take, onGone: leave });
setInterval(show, 1000);
if (kind === "panel") void followCouncil(room, panel);
await line.run();

function take(newest) {
  if (newest.phase !== panel.view?.phase) pressing.forgetRefusal();
  if (newest.current?.id !== panel.view?.current?.id) pressing.relent(); // a second touch must not end the next booking
  panel.view = newest;
  gone = refusal = null;
  keep(room, newest);
  panel.ahead_ms = Date.parse(newest.now) - Date.now();
  hear();
  pressing.settle();
  show();
}

// Show why the server turned the tablet away; what was wrong with its link says more than that it has none.
function leave(code) {
  const why = code === "unauthorised" ? refusal ?? code : code;
  gone = say(panel.language, why) ? why : "unauthorised";
  panel.view = null;
  forget(room);
  closeSheet();
  show();
}

// Show the kept picture while nothing else is known and the service does not answer.
function recall() {
  const last = panel.view === null && gone === null && line?.failing ? kept(room) : null;
  if (!last) return;
  panel.view = last.view;
  panel.ahead_ms = 0;
  line.heardAt(last.at);
}

// Note whether the connection lives. When it comes back, there may be a newer version of this page.
function hear() {
  const { online, age_s } = line?.state() ?? { online: false, age_s: null };
  if (online && !panel.online) lookForNewer();
  Object.assign(panel, { online, age_s });
}

function ends() {
  return panel.view !== null && ending(panel.view, panel.now, panel.language, panel.online) !== null;
}

// Ending takes two touches, or the room's PIN, which may be typed while another booking begins.
function end() {
  const { view, language } = panel;
  if (!pressing.isPossible("end")) return;
  if (!view.asks_pin.includes("end")) return pressing.confirms() && pressing.send("end");
  openPin({ label: say(language, "end"), note: view.after_end ?? "" }, language, (pin) => pressing.send("end", { pin, booking: view.current.id }));
}

function details() {
  if (panel.view !== null && panel.online && kind === "panel") openDetails(room, panel);
}

function speak(chosen) {
  if (chosen !== panel.language) pressing.forgetRefusal();
  panel.language = chosen;
  document.documentElement.lang = chosen;
  const address = new URL(location.href);
  if (chosen !== chosenLanguage("")) address.searchParams.set("lang", chosen);
  else address.searchParams.delete("lang");
  if (address.href !== location.href) history.replaceState(null, "", address);
  at("open-details").setAttribute("aria-label", say(chosen, "details"));
  at("languages").setAttribute("aria-label", say(chosen, "language"));
  for (const button of at("languages").children) button.ariaPressed = String(button.dataset.language === chosen);
  line?.speak(chosen);
  show();
}

function show() {
  recall();
  hear();
  pressing.age();
  resting.look();
  const known = panel.view !== null && gone === null;
  at("room").hidden = at("head").hidden = !known;
  at("notice").hidden = known;
  const zone = panel.view?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.documentElement.dataset.theme = themeAt(panel.now, zone, kind === "paper" ? "light" : asked.get("theme"), wishes_dark.matches);
  if (!known) return showNotice();
  showHead(panel);
  showCouncil(panel);
  showWhose(panel);
  showHow(panel);
  showScreen(panel);
  showControls(panel, pressing);
  showMeeting(panel, pressing);
  showDay(panel, kind === "panel" ? pressing : null);
  const { text, kind: said } = pressing.toast();
  write(at("reply"), text);
  at("reply").dataset.kind = said;
}

function showNotice() {
  const { language } = panel;
  const silent = line?.failing && !gone;
  write(at("notice-title"), say(language, gone ? `${gone}_title` : silent ? "offline" : "loading"));
  write(at("notice-text"), gone ? say(language, gone) : silent ? say(language, "offline_never") : "");
}
