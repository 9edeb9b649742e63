// The cards beside what goes on: today's list, how the room stands, codes to scan, and where each of them lies.
import { statusOf, titleOf } from "./stage_scene.js";
import { say } from "./stage_texts.js";
import { write } from "./texts.js";
import { clock, range } from "./times.js";

const at = (id) => document.getElementById(id);
const ICONS = "/static/icons.svg#";
const SHOWS = { // which cards stand in which phase
  idle: ["today", "join", "wifi"],
  preparing: ["status", "join", "wifi"],
  live: ["wifi"],
  closing: [],
  blocked: ["today"],
};

let listed = "";
addEventListener("resize", fitList);

// All cards as *told*, at the time *now*; *notice* tells that the meeting has something to say in a card of its own.
export function showCards(told, now, address, { notice }) {
  const shows = new Set(notice && told.phase === "live" ? [] : SHOWS[told.phase]);
  showToday(told, now, shows.has("today"));
  showStatus(told, shows.has("status"));
  showJoin(told, address, shows.has("join"));
  showWifi(told, address, shows.has("wifi"));
  const left = told.phase === "idle" ? (at("join").hidden ? "wifi" : "join") : null;
  for (const id of ["join", "wifi"]) move(at(id), at(id === left ? "first" : "second"));
  fitList();
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
  if (text) image.src = `${address}?${encodeURIComponent(text)}`;
  else image.removeAttribute("src");
}

function showToday(told, now, isShown) {
  const { language, room: { timezone } } = told;
  const entries = told.today.filter(({ end }) => Date.parse(end) > now);
  at("today").hidden = !isShown || (told.phase === "blocked" && entries.length === 0);
  at("today").toggleAttribute("data-empty", entries.length === 0);
  write(at("today-label"), say(language, "today"));
  write(at("today-none"), entries.length ? "" : say(language, "nothing_more"));
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

// As many lines as there is room for, and how many more there are.
function fitList() {
  const [list, more] = [at("today-list"), at("today-more")];
  const lines = [...list.children];
  const language = document.documentElement.lang;
  for (const line of lines) line.hidden = false;
  write(more, "");
  for (let kept = lines.length - 1; kept > 0 && list.scrollHeight > list.clientHeight + 1; kept -= 1) {
    lines[kept].hidden = true;
    write(more, say(language, "more", { n: lines.length - kept }));
  }
}

function showStatus(told, isShown) {
  at("status").hidden = !isShown;
  if (!isShown) return;
  const { icon: name, label, lines } = statusOf(told);
  icon(at("status-icon"), name);
  at("status").toggleAttribute("data-ready", name === "ready");
  write(at("status-label"), label);
  const list = at("status-list");
  if (JSON.stringify(lines) === list.dataset.lines) return;
  list.dataset.lines = JSON.stringify(lines);
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

function showJoin({ booking, language, next_meeting: meeting, room: { timezone } }, address, isShown) {
  at("join").hidden = !isShown || !meeting;
  if (at("join").hidden) return;
  const isThis = meeting.start === booking?.start;
  write(at("join-label"), say(language, isThis ? "join_this" : "join", { time: clock(new Date(meeting.start), timezone) }));
  write(at("join-title"), isThis ? "" : meeting.title);
  write(at("join-words"), say(language, "join_words"));
  showCode(at("join-code"), `${address}/next.svg`, meeting.link);
}

function showWifi({ language, wifi }, address, isShown) {
  at("wifi").hidden = !isShown || !wifi;
  if (at("wifi").hidden) return;
  write(at("wifi-label"), say(language, "wifi"));
  write(at("wifi-name"), wifi.name);
  write(at("wifi-password"), wifi.password ? say(language, "wifi_password", { password: wifi.password }) : say(language, "wifi_open"));
  showCode(at("wifi-code"), `${address}/wifi.svg`, JSON.stringify(wifi));
}

function move(card, column) {
  if (card.parentElement !== column) column.append(card);
}
