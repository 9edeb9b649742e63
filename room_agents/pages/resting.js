// A tablet that nobody touches becomes a dim sign with a clock. The touch that wakes it presses nothing.
import { closeSheet } from "./sheet.js";

const AFTER_MS = 5 * 60_000;
const CLICK_MS = 500; // a click follows the finger that goes, if at all, within this

export class Resting {
  // *allowed* says whether it may rest now.
  constructor(allowed) {
    this.allowed = allowed;
    this.since = performance.now();
    // It lies over the page while the tablet rests, and until the touch that wakes it is over.
    this.veil = Object.assign(document.createElement("div"), { className: "veil", hidden: true });
    document.body.append(this.veil);
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, (event) => this.touched(event), { capture: true });
    for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => this.letGo(), { capture: true });
    addEventListener("click", (event) => this.clicked(event), { capture: true });
  }

  get isResting() {
    return "resting" in document.documentElement.dataset;
  }

  touched(event) {
    this.since = performance.now();
    if (!this.isResting) return;
    this.wake();
    if (event.type === "pointerdown") return; // its click falls on the veil
    event.preventDefault();
    event.stopImmediatePropagation();
    this.veil.hidden = true;
  }

  // A swipe and a long touch have no click.
  letGo() {
    if (!this.veil.hidden && !this.isResting) setTimeout(() => { this.veil.hidden = !this.isResting; }, CLICK_MS);
  }

  // A screen reader's click comes without a touch, and to a button below the veil.
  clicked(event) {
    if (this.veil.hidden) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.wake();
    this.veil.hidden = true;
  }

  look() {
    const due = performance.now() - this.since >= AFTER_MS && this.allowed();
    if (due && !this.isResting) this.rest();
    if (this.isResting && !this.allowed()) {
      this.wake();
      this.veil.hidden = true;
    }
  }

  rest() {
    closeSheet();
    document.documentElement.dataset.resting = "";
    this.veil.hidden = false;
  }

  wake() {
    this.since = performance.now();
    delete document.documentElement.dataset.resting;
  }
}
