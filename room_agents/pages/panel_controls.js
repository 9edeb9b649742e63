// The panel's buttons: each in its place, whatever it says.
import { write } from "./common_texts.js";
import { able, at, button, rebuild } from "./dom.js";
import { ending, primary, scenes, secondary } from "./panel_view.js";
import { closeSheet, openSheet } from "./sheet.js";
import { say } from "./texts.js";

let sheet_scenes = null; // the open sheet of all scenes

export function showControls(picture, pressing) {
  const { view, now, language, online } = picture;
  const held = document.activeElement;
  showPrimary(primary(view, now, language), pressing);
  showScenes(picture, pressing);
  const others = secondary(view, now, language);
  rebuild(at("secondary"), others, (offer) => button(offer.text, () => pressing.touch(offer.kind, offer)));
  others.forEach((offer, index) => able(at("secondary").children[index], pressing.isPossible(offer.kind, offer)));
  const running = view.phase === "live";
  at("extend").hidden = at("end").hidden = !running;
  label(at("extend"), say(language, "extend"), pressing.isPossible("extend"));
  write(at("extend").querySelector("small"), (online && view.refusals.extend) || "");
  const sure = pressing.sure_since !== null;
  label(at("end"), say(language, sure ? "end_confirm" : "end"), pressing.isPossible("end"));
  at("end").toggleAttribute("data-sure", sure);
  label(at("wrong"), say(language, "wrong"), pressing.isPossible("problem"));
  showEnding(ending(view, now, language, online), picture, pressing);
  if (held !== document.body && !held.checkVisibility()) instead().focus();
  document.documentElement.dataset.phase = view.phase;
}

function showPrimary(offered, pressing) {
  at("primary").hidden = offered === null;
  if (!offered) return;
  label(at("primary"), offered.text, pressing.isPossible(offered.kind, offered));
  write(at("primary").querySelector("small"), offered.small);
  at("primary").onclick = () => pressing.touch(offered.kind, offered);
}

function showEnding(told, { language }, pressing) {
  at("ending").hidden = told === null;
  write(at("ending-text"), told?.text ?? "");
  at("ending-extend").hidden = !told?.extends;
  label(at("ending-extend"), say(language, "extend"), pressing.isPossible("extend"));
}

// Where the keyboard's focus goes when its button is gone: to what can be done now, or else to what the room says.
function instead() {
  const others = [at("primary"), at("end")];
  return others.find((element) => element.checkVisibility()) ?? at("whose");
}

function showScenes({ view, language }, pressing) {
  const { first, all, more } = scenes(view);
  at("scenes").hidden = all.length === 0;
  write(at("scenes-label"), say(language, "scene"));
  fill(at("choices"), more ? [...first, { scene: say(language, "more_scenes"), more }] : first, pressing, () => openScenes(all, language, pressing));
  if (sheet_scenes) fill(sheet_scenes, all, pressing);
}

function openScenes(all, language, pressing) {
  sheet_scenes = Object.assign(document.createElement("div"), { className: "choices" });
  fill(sheet_scenes, all, pressing);
  openSheet({ label: say(language, "scene"), parts: [sheet_scenes], close: say(language, "close"), onClose: () => { sheet_scenes = null; } });
}

function fill(parent, offered, pressing, openMore) {
  rebuild(parent, offered.map(({ device, scene, more }) => ({ device, scene, more })), ({ device, scene, more }) =>
    more ? button(scene, openMore) : button(scene, () => { closeSheet(); pressing.touch("scene", { device, scene }); }),
  );
  offered.forEach(({ active, more }, index) => {
    const made = parent.children[index];
    if (!more) made.ariaPressed = String(active);
    able(made, more || pressing.isPossible("scene"));
  });
}

function label(made, text, is_able) {
  write(made.querySelector("span"), text);
  able(made, is_able);
}
