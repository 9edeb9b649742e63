// What people press: once for a double touch, twice for an end, and what the panel answers meanwhile.
import { controlOf, primary, secondary, wish } from "./panel_view.js";
import { press } from "./presses.js";
import { say } from "./texts.js";

const SURE_MS = 6000; // how long "Termina" waits for the second touch
const DOUBLE_MS = 500; // a double touch is one touch
const CONFIRM_MS = 8000; // a room that obeys does so in far less
const HINT_MS = 20000;
const DONE_MS = 5000;
const AT_ONCE = ["book", "cancel", "problem"]; // done when it is stored: no device has to follow

export class Pressing {
  // *panel* gives view, now, language and online as they are; *onChange* is called when the answer is another.
  constructor(room, panel, onChange) {
    this.room = room;
    this.panel = panel;
    this.onChange = onChange;
    this.busy = false;
    this.about = null; // the kind of the last press
    this.reply = null; // {text or key, kind, until} in the toast, and what it still waits for: {revision, kind, since}
    this.touched = null; // the place that was touched last, and since when
    this.sure_since = null;
  }

  // Send what a button wishes, unless this is the second half of a double touch.
  async touch(kind, more = {}) {
    if (!this.isPossible(kind, more)) return this.explain(kind);
    if (this.again(JSON.stringify([kind, more]))) return;
    await this.send(kind, more);
  }

  // A button that is disabled says why when it is touched: it may have no room for the whole sentence.
  explain(kind) {
    const { view, online } = this.panel;
    const why = online && !this.busy && view?.refusals[kind];
    if (why) this.answer({ text: why, kind: "refused", until: performance.now() + HINT_MS });
  }

  // Send a press. Returns the refusal's sentence, or null if the press was stored.
  async send(kind, more = {}) {
    const { view, now, language } = this.panel;
    this.relent();
    this.busy = true;
    this.about = kind;
    this.answer({ key: "sending" });
    const { device, scene } = more;
    const result = await press(this.room, language, { ...wish(kind, view, now, more), device, scene });
    this.busy = false;
    const wanted = controlOf(view, kind)?.wants;
    const refused = result.lost ? { key: "lost" } : "refused" in result ? { key: "refused", text: result.refused } : null;
    if (refused) this.answer({ ...refused, kind: "refused", until: performance.now() + HINT_MS });
    else if (AT_ONCE.includes(kind)) this.answer({ text: more.done, until: performance.now() + HINT_MS });
    else this.answer({ key: "sent", waits: { revision: result.revision, kind, wanted, since: performance.now() } });
    this.settle();
    return refused && (refused.text ?? say(language, refused.key));
  }

  isPossible(kind, { minutes = 0 } = {}) {
    const { view, now, language, online } = this.panel;
    if (!online || !view || this.busy) return false;
    if (AT_ONCE.includes(kind)) return true;
    if (["extend", "end", "scene"].includes(kind)) return view.actions[kind];
    const control = controlOf(view, kind);
    if (control) return !control.why && !this.doing(kind);
    const offered = [primary(view, now, language), ...secondary(view, now, language), view.primary].filter((offer) => offer?.kind === kind);
    return kind === "use" ? offered.some((offer) => offer.minutes === minutes) : offered.length > 0;
  }

  // A double touch is one touch, also when the answer to its first half is there before the second.
  again(place) {
    if (this.touched?.place === place && performance.now() - this.touched.since < DOUBLE_MS) return true;
    this.touched = { place, since: performance.now() };
    return false;
  }

  // Ending needs two touches that are not a double touch. Returns whether this is the second.
  confirms() {
    if (!this.isPossible("end")) return false;
    if (this.sure_since !== null) return performance.now() - this.sure_since > DOUBLE_MS;
    this.sure_since = performance.now();
    this.onChange();
    return false;
  }

  relent() {
    this.sure_since = null;
    this.onChange();
  }

  answer(reply) {
    this.reply = reply;
    this.onChange();
  }

  // A refusal is about the room as it was, in the words of then.
  forgetRefusal() {
    if (this.reply?.kind === "refused") this.reply = null;
  }

  // Keep the reply until the room's agent holds a plan with the press in it, since stored is not done.
  settle() {
    const { view } = this.panel;
    const waits = this.reply?.waits;
    if (!waits || !view || view.plan.held < waits.revision) return;
    if (waits.wanted !== undefined) return this.settleMeeting(waits, controlOf(view, waits.kind));
    const ended = { key: view.reopens ? "ended" : "ended_for_next", until: performance.now() + HINT_MS };
    this.answer(waits.kind === "end" ? ended : null);
  }

  // What was pressed of a meeting is done when it was read back from the meeting.
  settleMeeting({ wanted }, control) {
    if (!control) this.answer(null);
    else if (control.on === wanted) this.answer({ text: control.says, until: performance.now() + DONE_MS });
  }

  // Whether a press about that part of the meeting is stored, and was not read back yet.
  doing(kind) {
    const waits = this.reply?.waits;
    return waits?.wanted !== undefined && waits.kind === kind && performance.now() - waits.since < CONFIRM_MS;
  }

  // What there is to answer to the press of that kind.
  said(kind) {
    if (this.about !== kind || !this.reply) return "";
    return this.reply.text ?? say(this.panel.language, this.reply.key);
  }

  // Drop a reply that was shown long enough, and a wish to end that nobody repeats.
  age() {
    const now = performance.now();
    if (this.sure_since !== null && now - this.sure_since > SURE_MS) this.sure_since = null;
    if (this.reply?.until < now) this.reply = null;
    if (this.reply?.waits && now - this.reply.waits.since > CONFIRM_MS) this.reply = { ...this.reply, key: "unconfirmed" };
  }

  // {text, kind} of the toast. Before an end it says what follows.
  toast() {
    const { view, language, online } = this.panel;
    const asked = this.sure_since !== null && view.after_end ? view.after_end : null;
    const said = asked ?? (this.reply && (this.reply.text ?? say(language, this.reply.key)));
    return { text: (online && said) || "", kind: asked ? "asked" : this.reply?.kind ?? "" };
  }
}
