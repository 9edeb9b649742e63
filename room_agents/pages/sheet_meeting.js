// What may be turned on and off of the meeting on the big screen: how each part is, and one button for each.
import { write } from "./common_texts.js";
import { able, button, cell, draw, icon } from "./dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { say } from "./texts.js";

const ICONS = { microphone: ["microphone", "microphone-off"], camera: ["camera", "camera-off"], tiles: ["tiles", "speaker"], lobby: ["lobby", "lobby-off"] };
let open = null; // the open sheet's list

export function openMeeting({ meeting }, language, pressing, onChange) {
  const list = Object.assign(document.createElement("ul"), { className: "controls" });
  list.append(...meeting.map(({ kind }) => row(kind, pressing)));
  openSheet({ label: say(language, "meeting"), parts: [list], close: say(language, "close"), onClose: () => { open = null; } });
  open = list;
  onChange();
}

// Bring the open sheet up to date; it goes with the meeting.
export function showMeeting({ view, language }, pressing) {
  if (!open) return;
  if (!view.meeting?.length) return closeSheet();
  for (const control of view.meeting) {
    const line = open.querySelector(`[data-kind="${control.kind}"]`);
    if (!line) continue;
    const [says, told] = [line.querySelector("p"), control.why ?? pressing.said(control.kind)];
    line.dataset.on = String(control.on);
    draw(line.querySelector(".icon"), ICONS[control.kind][Number(control.on !== true)]);
    write(says.firstElementChild, control.says);
    write(says.lastElementChild, told === control.says ? "" : told);
    write(line.querySelector("button span"), control.label);
    able(line.querySelector("button"), pressing.isPossible(control.kind));
  }
}

function row(kind, pressing) {
  const line = cell("li", "");
  line.dataset.kind = kind;
  const says = cell("p", "");
  says.setAttribute("role", "status");
  says.append(cell("span", ""), " ", cell("small", ""));
  line.append(icon(ICONS[kind][1]), says, button("", () => pressing.touch(kind)));
  return line;
}
