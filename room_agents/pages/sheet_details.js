// What technicians want to know of the room: asked for while it is open, with the PIN where the room has one.
import { cell } from "./dom.js";
import { openSheet } from "./sheet.js";
import { openPin } from "./sheet_pin.js";
import { say } from "./texts.js";
import { clock, dayIfNotToday, span } from "./times.js";

const ANSWER_MS = 5000;
const AGAIN_MS = 3000;
const COLUMNS = ["device", "wished", "observed", "age", "state"];

// Open the details of *room*, after its PIN if it asks for one.
export function openDetails(room, panel) {
  const { view, language } = panel;
  if (!view.asks_pin.includes("details")) return openSheetOf(room, panel, null);
  let taken = null;
  const onPin = async (pin) => {
    const { details, refused } = await ask(room, language, pin);
    taken = { pin, details };
    return details ? null : refused;
  };
  openPin({ label: say(language, "details") }, language, onPin, () => openSheetOf(room, panel, taken.pin, taken.details));
}

async function openSheetOf(room, panel, pin, first = null) {
  const { language } = panel;
  const content = Object.assign(document.createElement("div"), { className: "details" });
  const dialog = openSheet({ label: say(language, "details"), parts: [content], close: say(language, "close") });
  content.append(cell("p", say(language, "loading")));
  for (let told = first; dialog.open; told = null) {
    const { details, refused } = told ? { details: told } : await ask(room, language, pin);
    if (!dialog.open) return; // and there may be no room to show any more
    if (details) draw(content, details, panel);
    else content.replaceChildren(cell("p", refused));
    await new Promise((resume) => setTimeout(resume, AGAIN_MS));
  }
}

// {details}, or {refused: a sentence}.
async function ask(room, language, pin) {
  const headers = { "Content-Type": "application/json", "Accept-Language": language };
  const body = JSON.stringify(pin === null ? {} : { pin });
  try {
    const answer = await fetch(`/api/v1/rooms/${encodeURIComponent(room)}/details`, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
    const told = await answer.json();
    return answer.ok ? { details: told } : { refused: told.error?.message ?? say(language, "refused") };
  } catch {
    return { refused: say(language, "lost") };
  }
}

function draw(content, details, { view, now, language }) {
  const { agent, plan, conference_link, waits_for_idle, notes, problems, unprepared = [] } = details;
  const says = (key, values) => say(language, key, values);
  const computer = says(agent.connected ? "agent_connected" : "agent_away", { held: plan.held ?? "–", wished: plan.wished });
  const told = problems.map(({ at, says: what }) => `${moment(new Date(at), now, view.timezone, language)} · ${what}`);
  const lines = [...notes, waits_for_idle, ...told].filter(Boolean);
  const list = document.createElement("ul");
  list.append(...lines.map((text) => cell("li", text)));
  const events = document.createElement("ul");
  events.append(...unprepared.map((text) => cell("li", text)));
  const calendar = unprepared.length ? [cell("h3", says("unprepared")), events] : [];
  const about = [computer, conference_link && `${says("link")}: ${conference_link}`].filter(Boolean).map((text) => cell("p", text));
  const scrolled = content.querySelector(".scroll")?.scrollLeft ?? 0;
  content.replaceChildren(...(lines.length ? [list] : []), ...about, table(details, now, language), ...calendar);
  content.querySelector(".scroll").scrollLeft = scrolled;
}

// 09:00, or mercoledì 25 novembre, 18:30.
function moment(when, now, zone, language) {
  return [dayIfNotToday(when, new Date(now), zone, language), clock(when, zone)].filter(Boolean).join(", ");
}

function table({ devices }, now, language) {
  const scroll = Object.assign(document.createElement("div"), { className: "scroll", id: "table", tabIndex: 0 });
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-labelledby", "sheet-label");
  const made = document.createElement("table");
  made.append(document.createElement("thead"), document.createElement("tbody"));
  made.tHead.append(row(COLUMNS.map((key) => say(language, key)), "th"));
  made.tBodies[0].append(...Object.values(devices).map((device) => row(cells(device, now, language), "td")));
  scroll.append(made);
  return scroll;
}

function row(texts, tag) {
  const line = document.createElement("tr");
  line.append(...texts.map((text, index) => Object.assign(cell(index ? tag : "th", text), index ? {} : { scope: tag === "td" ? "row" : "col" })));
  return line;
}

// One row of the technicians' table.
function cells(device, now, language) {
  return [
    device.name,
    pairs(device.desired, language),
    pairs(device.observed, language),
    device.seen_at ? span((now - Date.parse(device.seen_at)) / 1000, language) : say(language, "never"),
    [say(language, `verdict_${device.verdict}`) ?? device.verdict, device.message].filter(Boolean).join(" · "),
  ];
}

function pairs(state, language) {
  return Object.entries(state).map(([name, value]) => pair(name, value, language)).join(", ") || "–";
}

// A power needs no word before its value.
function pair(name, value, language) {
  const told = typeof value === "boolean" ? say(language, value ? "yes" : "no") : spoken(name, value, language);
  return name === "power" ? told : `${say(language, `attribute_${name}`) ?? name} ${told}`;
}

// Our own words are translated; the name of a scene or an input stays as it is.
function spoken(name, value, language) {
  return (["power", "shown", "meeting", "microphone", "camera"].includes(name) && say(language, `value_${value}`)) || value;
}
