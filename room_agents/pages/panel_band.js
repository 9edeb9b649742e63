// The upper half of the panel: whose the room is, how it is, and what its big screen shows.
import { write } from "./common_texts.js";
import { at, cell, draw, icon, rebuild } from "./dom.js";
import { how, screen, whose } from "./panel_view.js";
import { openSheet } from "./sheet.js";
import { say } from "./texts.js";
import { clock, longDate } from "./times.js";

const LINES_SHOWN = 2; // below them there is room for none
const OPEN = "ok";

export function showHead({ view, now, language }) {
  document.title = view.name;
  write(at("name"), view.name);
  write(at("site"), view.site);
  const time = clock(new Date(now), view.timezone);
  write(at("clock"), time);
  write(at("resting-clock"), time);
  write(at("date"), longDate(new Date(now), view.timezone, language));
}

export function showWhose({ view, now, language, online, age_s }) {
  const { occupancy, word, until, label, title, done } = whose(view, now, language, online, age_s);
  at("whose").dataset.occupancy = occupancy;
  draw(at("whose").querySelector(".shape"), occupancy);
  write(at("occupancy"), word);
  write(at("offline"), online ? "" : say(language, "offline"));
  write(at("until"), until);
  write(at("now-label"), label);
  write(at("now-title"), title);
  at("progress").hidden = done === null;
  at("progress").value = done ?? 0;
}

export function showHow({ view, now, language, online }) {
  const told = how(view, now, language, online);
  at("how").dataset.verdict = told.verdict;
  draw(at("how").querySelector(".icon"), SIGNS.includes(told.verdict) ? told.verdict : "unknown");
  write(at("trouble"), told.trouble);
  write(at("when"), told.when && `· ${told.when}`);
  const rest = told.lines.length - LINES_SHOWN;
  rebuild(at("lines"), told.lines.slice(0, LINES_SHOWN), line);
  write(at("more-notes"), rest > 0 ? say(language, "more_notes", { n: rest }) : say(language, "read_all"));
  at("more-notes").hidden = rest <= 0 && ![at("trouble").parentElement, ...at("lines").children].some(isCut);
  at("more-notes").onclick = () => openNotes(told, language);
}

const SIGNS = ["ready", "preparing", "limited", "not_ready", "unknown", "nothing"];

// A line's glyphs may stick out of it by a pixel or two.
function isCut({ scrollHeight, clientHeight }) {
  return scrollHeight > clientHeight + 6;
}

function openNotes({ trouble, lines }, language) {
  const list = document.createElement("ul");
  list.className = "all-lines";
  list.append(...lines.map(line));
  openSheet({ label: trouble, parts: [list], close: say(language, "close") });
}

function line({ kind, text }) {
  const item = cell("li", "");
  item.dataset.kind = kind;
  if (kind === "call") item.append(icon("call"), " ");
  item.append(cell("span", text));
  return item;
}

// The little picture, and microphone and camera as the meeting has them.
export function showScreen({ view, now, language, online }) {
  const seen = screen(view, now, language, online);
  at("screen").hidden = seen === null;
  write(at("screen-label"), say(language, "screen_now"));
  if (seen) {
    at("shows").dataset.shows = seen.shows;
    write(at("screen-says"), seen.says);
    at("people").textContent = seen.shows === "meeting" ? seen.figure : "";
    at("countdown").textContent = seen.shows === "preparing" ? seen.figure : "";
  }
  const media = online ? ["microphone", "camera"].filter((name) => view[name]).map((name) => ({ name, ...view[name] })) : [];
  at("open-meeting").hidden = !online || !view.meeting?.length;
  at("open-meeting").setAttribute("aria-label", say(language, "meeting"));
  rebuild(at("media"), media, ({ name, state, says }) => {
    const item = cell("li", "");
    item.dataset.state = state;
    item.append(icon(state === OPEN ? name : `${name}-off`), cell("span", says));
    return item;
  });
}
