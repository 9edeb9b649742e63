// Whether the signalling of a meeting is alive. The frame answers every question from memory, so two things tell:
// its log when the line breaks and heals, and, for a moderator, whether a change of the subject comes back from the server.
import { elapsed } from "./timing.js";

const DOUBT_MS = 5000; // a cut line is back in three seconds
const PROBE_EVERY_MS = 25000;
const ANSWER_MS = 5000; // the answer takes a tenth of a second
const DOUBT_AT = ["Websocket closed unexpectedly", "Ping timeout"];
const BACK_AT = "Strophe connected";
const MARK = "\u200b"; // no width: nobody sees that the subject changes

export class Life {
  // *onTurn* is called when the line dies and when it comes back.
  constructor(api, signal, onTurn) {
    this.api = api;
    this.signal = signal;
    this.onTurn = onTurn;
    this.alive = true;
    this.doubted = false;
    this.moderates = false;
    this.proven = false; // the server has once sent our subject back
    this.subject = null;
    this.heard = new AbortController();
    api.addListener("log", (said) => this.read(said));
    api.addListener("subjectChange", ({ subject }) => this.hear(subject));
  }

  // A line of the log. Its text may hold the token: it is looked at here and goes nowhere.
  read({ args, arguments: older } = {}) {
    const text = [args, older].flat().join(" ");
    if (DOUBT_AT.some((sign) => text.includes(sign))) this.doubt();
    else if (text.includes(BACK_AT)) this.turn(true);
  }

  async doubt() {
    if (this.doubted || !this.alive) return;
    this.doubted = true;
    if (this.moderates) this.ask();
    await elapsed(DOUBT_MS, this.signal);
    if (this.doubted) this.turn(false);
  }

  hear(subject) {
    this.subject = subject;
    this.heard.abort();
    this.turn(true);
  }

  turn(alive) {
    this.doubted = false;
    if (this.signal.aborted || this.alive === alive) return;
    this.alive = alive;
    this.onTurn();
  }

  // Whether we may change the subject now; from the first time on it is changed again and again. An empty one would blank
  // the label, so *title* is set first.
  moderate(moderates, title) {
    this.moderates = moderates && Boolean(title);
    if (!this.moderates || this.probing) return;
    this.probing = true;
    if (!this.subject) this.api.executeCommand("subject", title);
    this.probe();
  }

  // A server that has never answered proves nothing by its silence.
  async probe() {
    for (let misses = 0; !this.signal.aborted; ) {
      await elapsed(misses ? 0 : PROBE_EVERY_MS, this.signal);
      const answered = this.moderates && (await this.answers());
      this.proven ||= answered;
      misses = answered || !this.moderates || !this.proven ? 0 : misses + 1;
      if (misses > 1) this.turn(false);
    }
  }

  async answers() {
    this.heard = new AbortController();
    this.ask();
    await elapsed(ANSWER_MS, AbortSignal.any([this.heard.signal, this.signal]));
    return this.heard.signal.aborted || this.signal.aborted;
  }

  ask() {
    const { subject } = this;
    if (subject) this.api.executeCommand("subject", subject.endsWith(MARK) ? subject.slice(0, -1) : subject + MARK);
  }
}
