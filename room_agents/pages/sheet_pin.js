// The room's PIN, by fingers on the screen or by a keyboard. It is kept nowhere.
import { write } from "./common_texts.js";
import { able, button, cell } from "./dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { say } from "./texts.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const LONGEST = 12;

// Ask for the PIN under *label*; *onPin* gets what was typed and gives the sentence of a refusal, or null. *onTaken* is
// called when this sheet is closed again.
export function openPin({ label, note = "" }, language, onPin, onTaken = () => {}) {
  const typed = Object.assign(document.createElement("input"), { type: "password", inputMode: "none", autocomplete: "off", maxLength: LONGEST });
  typed.setAttribute("aria-label", say(language, "pin"));
  const told = Object.assign(cell("p", ""), { className: "told" });
  told.setAttribute("role", "status");
  const enter = button(say(language, "go_on"), tryIt);
  enter.className = "main";
  const erase = button("", () => type(typed.value.slice(0, -1)), "erase");
  erase.setAttribute("aria-label", say(language, "erase"));
  const digits = Object.fromEntries([...KEYS, "0"].map((digit) => [digit, button(digit, () => type(typed.value + digit))]));
  const keypad = Object.assign(document.createElement("div"), { className: "keypad" });
  keypad.append(...KEYS.map((digit) => digits[digit]), erase, digits["0"], enter);
  typed.addEventListener("input", () => type(typed.value));
  typed.addEventListener("keydown", ({ key }) => key === "Enter" && tryIt());
  openSheet({ label, parts: [told, typed, keypad], close: say(language, "close") });
  write(told, note);
  type("");
  typed.focus();

  function type(text) {
    typed.value = text.replace(/\D/g, "").slice(0, LONGEST);
    able(enter, typed.value !== "");
  }

  async function tryIt() {
    if (typed.value === "" || typed.disabled) return;
    const pin = typed.value;
    typed.disabled = true;
    write(told, say(language, "sending"));
    const refused = await onPin(pin);
    if (!typed.isConnected) return; // closed meanwhile
    if (refused === null) {
      closeSheet();
      return onTaken();
    }
    typed.disabled = false;
    type("");
    write(told, refused);
    typed.focus();
  }
}
