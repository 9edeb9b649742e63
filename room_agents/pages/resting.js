// A tablet that nobody touches becomes a dim sign with a clock. The touch that wakes it presses nothing.
import { closeSheet } from "./sheet.js";

const AFTER_MS = 5 * 60_000;

export class Resting {
  // *allowed* says whether it may rest now.
  constructor(allowed) {
    this.allowed = allowed;
    this.since = performance.now();
    this.veil = Object.assign(document.createElement("div"), { className: "veil", hidden: true });
    document.body.append(this.veil);
    this.veil.addEventListener("click", () => this.wake());
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, (event) => this.touched(event), { capture: true });
  }

  get isResting() {
    return !this.veil.hidden;
  }

  touched(event) {
    this.since = performance.now();
    if (!this.isResting || event.type !== "keydown") return; // a finger's touch ends on the veil
    event.preventDefault();
    event.stopImmediatePropagation();
    this.wake();
  }

  look() {
    const due = performance.now() - this.since >= AFTER_MS && this.allowed();
    if (due && !this.isResting) this.rest();
    if (this.isResting && !this.allowed()) this.wake();
  }

  rest() {
    closeSheet();
    document.documentElement.dataset.resting = "";
    this.veil.hidden = false;
  }

  wake() {
    this.since = performance.now();
    delete document.documentElement.dataset.resting;
    this.veil.hidden = true;
  }
}
