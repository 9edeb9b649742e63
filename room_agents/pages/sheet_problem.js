// "Qualcosa non va": what people in the room say is wrong, by one touch on a picture.
import { button } from "./dom.js";
import { calling } from "./panel_view.js";
import { closeSheet, openSheet } from "./sheet.js";
import { say } from "./texts.js";

const KINDS = ["sound", "picture", "heat", "other"];

export function openProblem({ contact }, language, pressing) {
  const thanks = [say(language, "problem_told"), contact && calling(contact, language)].filter(Boolean).join(" ");
  const tell = (about) => {
    closeSheet();
    pressing.send("problem", { about, done: thanks });
  };
  const choices = Object.assign(document.createElement("div"), { className: "pictures" });
  choices.append(...KINDS.map((about) => button(say(language, `problem_${about}`), () => tell(about), about)));
  openSheet({ label: say(language, "wrong"), parts: [choices], close: say(language, "close") });
}
