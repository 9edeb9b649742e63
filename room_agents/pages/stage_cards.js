// The cards beside the words: today's list, what is missing, codes to scan, and where each of them stands.
import { write } from "./common_texts.js";
import { comingToday, statusOf, titleOf } from "./stage_scene.js";
import { say } from "./stage_texts.js";
import { clock, range } from "./times.js";

const at = (id) => document.getElementById(id);
const ICONS = "/static/icons.svg#";
const MOST_LINES = 3; // of what is missing
const LONG = 18; // letters of a name or password that are set in smaller type
const SHOWS = { // which cards stand in which phase
  idle: ["today", "join", "wifi"],
  preparing: ["status", "join", "wifi"],
  live: ["wifi"],
  closing: [],
  blocked: ["today"],
};

let listed = "";
let fitted = "";
document.fonts.addEventListener("loadingdone", () => { fitted = ""; });

// All cards as *told*, at the time *now*; *notice* tells that the meeting has something to say in a card of its own.
export function showCards(told, now, address, { notice }) {
  const shows = new Set(notice && told.phase === "live" ? [] : SHOWS[told.phase]);
  showToday(told, now, shows.has("today"));
  showStatus(told, shows.has("status"));
  showJoin(told, address, shows.has("join"));
  showWifi(told, address, shows.has("wifi"));
  const left = told.phase === "idle" ? (at("join").hidden ? "wifi" : "join") : null;
  for (const id of ["join", "wifi"]) move(at(id), at(id === left ? "first" : "second"));
  fit([listed, told.phase, told.missing, told.wifi, told.house, document.fonts.status, document.body.className, innerWidth, innerHeight]);
}

export function icon(use, name) {
  if (use.getAttribute("href") !== ICONS + name) use.setAttribute("href", ICONS + name);
}

// *text* as a QR code, drawn by the agent at *address*; one that it cannot draw is left out.
export function showCode(image, address, text) {
  if (image.dataset.text === text) return;
  image.dataset.text = text;
  image.hidden = text === "";
  image.onerror = () => { image.hidden = true; };
  if (text) image.src = `${address}?${mark(text)}`;
  else image.removeAttribute("src");
}

// Tells texts apart and nothing of them: a link that is somebody's own stands in no address.
function mark(text) {
  return [...text].reduce((sum, letter) => (31 * sum + letter.codePointAt(0)) % 2147483647, 7);
}

function showToday(told, now, isShown) {
  const { language, room: { timezone } } = told;
  const entries = comingToday(told, now);
  at("today").hidden = !isShown || (told.phase === "blocked" && entries.length === 0);
  at("today").toggleAttribute("data-empty", entries.length === 0);
  write(at("today-label"), say(language, "today"));
  write(at("today-none"), entries.length ? "" : say(language, "free_today"));
  const key = JSON.stringify([language, timezone, entries]);
  if (key === listed) return;
  listed = key;
  at("today-list").replaceChildren(...entries.map((entry) => item(entry, told)));
}

function item(entry, { language, room: { timezone } }) {
  const line = document.createElement("li");
  line.toggleAttribute("data-quiet", entry.confidential || entry.closed);
  for (const [kind, text] of [["times", range(entry, timezone)], ["what", titleOf(entry, language)]]) {
    const part = line.appendChild(document.createElement("span"));
    part.className = kind;
    part.textContent = text;
  }
  return line;
}

// Measure anew what fits, where anything of *what* has changed that may change it.
function fit(what) {
  const key = JSON.stringify([...what, [...document.querySelectorAll(".card")].map(({ hidden, parentElement }) => [hidden, parentElement.id])]);
  if (key === fitted) return;
  fitted = key;
  const cards = at("second");
  cards.removeAttribute("data-tight");
  at("wifi").removeAttribute("data-left-out");
  if (!at("today").hidden) return fitList();
  cards.toggleAttribute("data-tight", overflows(cards));
  at("wifi").toggleAttribute("data-left-out", overflows(cards));
}

function overflows(element) {
  return element.scrollHeight > element.clientHeight + 1;
}

// Large where there is room for all of it; else as many lines as fit, and how many more there are.
function fitList() {
  const [card, list, more] = [at("today"), at("today-list"), at("today-more")];
  const lines = [...list.children];
  for (const line of lines) line.hidden = false;
  write(more, "");
  card.toggleAttribute("data-roomy", true);
  if (overflows(list)) card.toggleAttribute("data-roomy", false);
  for (let kept = lines.length - 1; kept > 0 && overflows(list); kept -= 1) {
    lines[kept].hidden = true;
    const hidden = lines.length - kept;
    write(more, say(document.documentElement.lang, hidden === 1 ? "one_more" : "more", { n: hidden }));
  }
}

function showStatus(view, isShown) {
  at("status").hidden = !isShown;
  if (!isShown) return;
  const { icon: name, label, lines } = statusOf(view);
  icon(at("status-icon"), name);
  at("status").toggleAttribute("data-ready", name === "ready");
  write(at("status-label"), label);
  const list = at("status-list");
  if (JSON.stringify(lines) === list.dataset.lines) return;
  list.dataset.lines = JSON.stringify(lines);
  const told = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), say(view.language, "more", { n: lines.length - MOST_LINES + 1 })] : lines;
  list.replaceChildren(...told.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

function showJoin({ booking, language, next_meeting: meeting, room: { timezone } }, address, isShown) {
  at("join").hidden = !isShown || !meeting;
  if (at("join").hidden) return;
  const isThis = meeting.start === booking?.start;
  const [label, title, words] = meeting.in_hall ? ["join_this_hall", "join_silent", "join_hall"] : ["join_this", "join_words", "join_words"];
  write(at("join-label"), say(language, isThis ? label : "join", { time: clock(new Date(meeting.start), timezone) }));
  write(at("join-title"), isThis ? say(language, title) : meeting.title);
  write(at("join-words"), isThis ? "" : say(language, words));
  showCode(at("join-code"), `${address}/next.svg`, meeting.link);
}

function showWifi({ language, wifi }, address, isShown) {
  at("wifi").hidden = !isShown || !wifi;
  if (at("wifi").hidden) return;
  write(at("wifi-label"), say(language, "wifi"));
  write(at("wifi-name"), wifi.name);
  write(at("wifi-password-label"), say(language, wifi.password ? "wifi_password" : "wifi_open"));
  write(at("wifi-password"), wifi.password ?? "");
  for (const id of ["wifi-name", "wifi-password"]) at(id).classList.toggle("long", at(id).textContent.length > LONG);
  showCode(at("wifi-code"), `${address}/wifi.svg`, JSON.stringify(wifi));
}

function move(card, column) {
  if (card.parentElement !== column) column.append(card);
}
