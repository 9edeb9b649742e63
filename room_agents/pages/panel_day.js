// The day as a strip: what is taken, what is free to be tapped, and where now is.
import { write } from "./common_texts.js";
import { at, button, cell, rebuild } from "./dom.js";
import { strip } from "./day_view.js";
import { followDay, openBooking, openOwn } from "./sheet_booking.js";
import { say } from "./texts.js";

// *pressing* is null where the strip is only to be read, as beside a door.
export function showDay({ view, now, language, online }, pressing) {
  at("day").hidden = !view.day;
  if (!view.day) return;
  const { hours, blocks, free, now: now_at } = strip(view, now, language);
  write(at("day-label"), say(language, "today"));
  rebuild(at("hours"), hours, ({ left, label }) => place(cell("span", label), left));
  const stretches = [...blocks, ...(pressing && online ? free : [])].sort((stretch, other) => stretch.left - other.left);
  rebuild(at("blocks"), stretches.map(({ kind, id, title, end, cancels }) => [kind, id, title, end, cancels]), () => cell("li", ""));
  stretches.forEach((stretch, index) => showStretch(at("blocks").children[index], stretch, view, language, pressing));
  place(at("now-line"), now_at);
  followDay(online ? view.day : null, now);
}

function showStretch(item, stretch, view, language, pressing) {
  const { left, width, kind, over, running, cancels, times, words, title } = stretch;
  place(item, left, width);
  item.dataset.kind = kind;
  item.toggleAttribute("data-over", Boolean(over));
  item.toggleAttribute("data-running", Boolean(running));
  const touchable = pressing && (kind === "free" || cancels);
  if (!item.firstElementChild) item.append(touchable ? button(title, null, kind === "free" ? "book" : null) : block(title));
  const inside = item.firstElementChild;
  inside.dataset.times = times; // shown where the day is a list
  inside.title = words;
  if (!touchable) return;
  inside.setAttribute("aria-label", cancels ? say(language, "cancel_own", { times: words }) : words);
  const book = (event) => openBooking(stretch, askedAt(event, view.day), view, language, pressing);
  inside.onclick = cancels ? () => openOwn(stretch, view, language, pressing) : book;
}

function block(title) {
  const made = document.createElement("div");
  made.append(cell("span", title));
  return made;
}

// The time under the finger; none for the keyboard.
function askedAt({ detail, clientX }, { start, end }) {
  if (detail === 0) return null;
  const { left, width } = at("blocks").getBoundingClientRect();
  return Date.parse(start) + ((clientX - left) / width) * (Date.parse(end) - Date.parse(start));
}

function place(element, left, width = 0) {
  element.style.setProperty("--left", `${left}%`);
  element.style.setProperty("--width", `${width}%`);
  return element;
}
