// The meeting on the big screen: enters it, stays as long as it is wished, and says how the room stands to it.
// Its state has the names of config.states.MeetingState; null while the room is in the meeting.
import { Frame } from "./frame.js";
import { loadApi } from "./jitsi_api.js";
import { elapsed } from "./timing.js";
import { isNewer } from "./wishes.js";

const AGAIN_MIN_MS = 2000;
const AGAIN_MAX_MS = 10000; // people sit and wait
const REFUSED_MS = 60000;
const OUT = ["put_out", "ended", "left"]; // by people: not back unasked
const TOLD = [...OUT, "refused", "renewed"]; // the cause is known
const SHOWN = [null, "joining", "lobby", "interrupted"]; // Jitsi's own page says something to people then
const PLACE_GONE_MS = 1200; // longer than a goodbye takes

// One conference of ours in a place of its own inside *host*. *around*: {host, seat, memory, devices, wanted, ours, title, language,
// password, cause, onChange}; *onChange* is called when anything public changed.
export class Meeting {
  constructor(conference, around) {
    this.conference = conference;
    this.around = around;
    this.locks = []; // passwords that the meeting has or had, the newest first
    this.knowLock();
    this.state = "joining";
    this.reason = null;
    this.frame = null;
    this.place = around.host.appendChild(document.createElement("div"));
    this.leaving = new AbortController();
    this.asked = new AbortController();
    this.run();
  }

  // Equal for two conferences that are the same meeting: a newer token alone is no reason to enter again.
  static identity({ deployment, name, link }) {
    return JSON.stringify(deployment ? [deployment, name] : [link]);
  }

  get joined() {
    return this.frame?.joined ?? false;
  }

  get participants() {
    return this.joined ? this.frame.participants : null;
  }

  get moderator() {
    return this.joined ? this.frame.moderator : null;
  }

  get microphone() {
    return this.joined ? this.frame.media.microphone : null;
  }

  get camera() {
    return this.joined ? this.frame.media.camera : null;
  }

  get loudspeaker() {
    return this.joined ? this.frame.media.loudspeaker : null;
  }

  // The labels of what the meeting uses: {microphone, camera, loudspeaker}.
  get used() {
    return this.joined ? this.frame.choice.used : {};
  }

  get tiles() {
    return this.joined ? this.frame.wishes.tiles : null;
  }

  get lobby() {
    return this.joined ? this.frame.wishes.lobby : null;
  }

  get recording() {
    return this.joined ? this.frame.recording : null;
  }

  // Whether Jitsi's page shows something.
  get isShown() {
    return (this.frame?.heard ?? false) && SHOWN.includes(this.state);
  }

  get isRenewing() {
    return this.frame?.renewing ?? false;
  }

  async run() {
    await this.takeSeat();
    this.around.memory.begin(this.conference.name);
    for (let wait_ms = AGAIN_MIN_MS; !this.leaving.signal.aborted; ) {
      const out = this.around.memory.out;
      if (out) {
        await this.stayOut(out);
        continue;
      }
      const { how, reason, wasIn } = await this.attempt();
      if (this.leaving.signal.aborted) return;
      if (how === "renewed") {
        this.become("joining", null);
        continue;
      }
      if (OUT.includes(how)) {
        this.around.memory.leave(how, this.conference.rejoin_at);
        continue;
      }
      wait_ms = wasIn ? AGAIN_MIN_MS : Math.min(2 * wait_ms, AGAIN_MAX_MS);
      if (wasIn) this.become("interrupted", null);
      else this.become(how, reason);
      await this.pause(how === "refused" ? REFUSED_MS : wait_ms);
    }
  }

  // One window of this screen sits in the meeting; the others wait until it closes.
  async takeSeat() {
    const waiting = setTimeout(() => this.become("elsewhere", null), 500);
    await Promise.race([this.around.seat, elapsed(Infinity, this.leaving.signal)]);
    clearTimeout(waiting);
    this.become("joining", null);
  }

  async stayOut({ how, rejoin_at }) {
    this.become(how, null);
    while (this.around.memory.out && !this.leaving.signal.aborted) {
      if (isNewer(this.conference.rejoin_at, rejoin_at)) this.around.memory.enter();
      else await this.pause(Infinity);
    }
    this.become("joining", null);
  }

  // Be in a frame until that is of no more use; {how, reason, wasIn}. If no Jitsi answers, the agent looks for the cause.
  async attempt() {
    let frame = null;
    let end = { how: "unreachable", reason: null };
    try {
      const Api = await loadApi(this.conference.deployment);
      if (this.leaving.signal.aborted) return end;
      frame = this.frame = new Frame(Api, this.conference, {
        ...this.around,
        place: this.place,
        newestToken: () => this.conference.token,
        locks: this.locks,
        onChange: () => this.follow(),
        onEntry: () => this.considerWishes(),
      });
      end = await Promise.race([frame.ended, elapsed(Infinity, this.leaving.signal).then(() => ({ how: "left" }))]);
    } catch {
      // the deployment does not answer
    }
    const wasIn = frame?.isIn ?? false;
    this.frame = null;
    this.around.onChange();
    await frame?.close({ goodbye: this.leaving.signal.aborted || end.how === "renewed", ending: this.ending });
    if (wasIn || TOLD.includes(end.how)) return { ...end, wasIn };
    return { how: "unreachable", reason: end.reason ?? (await this.around.cause()), wasIn };
  }

  // While joining is tried again, the last trouble stays on the screen until something better is known.
  follow() {
    const { isIn, state } = this.frame;
    if (isIn || state !== "joining") Object.assign(this, { state, reason: null });
    this.around.onChange();
  }

  considerWishes() {
    if (!this.joined) return;
    this.frame.wishes.consider(this.conference);
    this.frame.call(this.conference.subject);
    this.frame.lock(this.conference.lock ?? null);
    this.frame.putOut(this.conference.put_out ?? []);
  }

  // Whoever comes back into a meeting whose password has changed meanwhile may have to give the one before.
  knowLock() {
    const { lock } = this.conference;
    if (lock && this.locks[0] !== lock) this.locks.unshift(lock);
  }

  // The same meeting, told anew: a newer token, or another press.
  update(conference) {
    const before = this.conference;
    this.conference = conference;
    this.knowLock();
    this.considerWishes();
    const asked = isNewer(conference.rejoin_at, before.rejoin_at);
    if (asked || (this.state === "refused" && conference.token !== before.token)) this.wake();
  }

  // Join again, since somebody asked at the screen.
  rejoin() {
    this.around.memory.enter();
    this.wake();
  }

  wake() {
    this.asked.abort();
    this.asked = new AbortController();
  }

  async pause(wait_ms) {
    await elapsed(wait_ms, AbortSignal.any([this.leaving.signal, this.asked.signal]));
  }

  become(state, reason) {
    const changed = this.state !== state || this.reason !== reason;
    this.state = state;
    this.reason = reason;
    if (changed && !this.leaving.signal.aborted) this.around.onChange();
  }

  // Leave the meeting; with *ending*, end it for everybody.
  dispose({ ending = false } = {}) {
    this.ending = ending;
    this.leaving.abort();
    this.around.memory.enter(); // one that is reopened is entered
    this.place.hidden = true;
    setTimeout(() => this.place.remove(), PLACE_GONE_MS);
  }
}

// A meeting that is in no frame; only the reason is known.
export class Unframed {
  constructor(state, reason = null) {
    Object.assign(this, { state, reason, joined: state === "by_hand" ? null : false, participants: null, moderator: null });
    Object.assign(this, { microphone: null, camera: null, loudspeaker: null, used: {}, tiles: null, lobby: null, recording: null, isShown: false, isRenewing: false });
  }

  update() {}

  dispose() {}
}
