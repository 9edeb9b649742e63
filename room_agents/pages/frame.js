// One frame with Jitsi's page, from its making to its end: what the page tells, and why the frame is of no more use.
import { Choice } from "./choice.js";
import { expiryOf, hasExpired, hostOf, meaningOf, optionsOf, reasonOf } from "./jitsi_api.js";
import { Life } from "./jitsi_life.js";
import { Media } from "./media.js";
import { People } from "./people.js";
import { elapsed, within } from "./timing.js";
import { Wishes } from "./wishes.js";

const READY_MS = 15000; // the page is ready in about two seconds
const JOIN_MS = 45000; // a server that is just starting takes half of that
const MOVE_NOTICED_MS = 3000; // from one room of the meeting to another it takes less
const MOVE_MS = 7000; // and hardly ever more than this on top
const HEAL_MS = 75000; // a line that was cut for a minute healed by itself
const ASK_EVERY_MS = 5000;
const ASK_AGAIN_MS = 1000;
const ANSWER_MS = 3000;
const MISSES = 2; // one may be a busy machine; a running meeting is not rebuilt for that
const TOGETHER_MS = 300;
const RENEW_MS = 90000; // before a token ends, with another at hand: a minute's notice, and time to enter
const NOTICE_MS = 60000;
const GOODBYE_MS = 1000; // for the hang-up to reach the server before its page is gone
const SIGNS = ["ready", "browserSupport", "log", "participantJoined", "videoConferenceJoined", "errorOccurred", "passwordRequired"];

export class Frame {
  // *around*: {place, devices, wanted, memory, ours, title, language, newestToken, locks, password, onEntry, onChange}; *onEntry* is called
  // when there may be something to do: at the entry, and when it is known whether the room moderates.
  constructor(Api, conference, around) {
    this.token = conference.token;
    this.around = around;
    this.state = "joining";
    this.isIn = false;
    this.heard = false; // whether any event came: there is a Jitsi in the frame
    this.renewing = false; // whether it was announced that the room joins again before its token ends
    this.between = false; // whether the room is neither here nor in another room of the meeting
    this.participants = null;
    this.moderator = null;
    this.locked = null; // the password that the meeting has from us
    this.given = new Set(); // passwords that were tried
    this.kept = new Set(); // what records or streams the meeting, by Jitsi's own word
    this.roles = new Map();
    this.closing = new AbortController();
    this.ended = new Promise((resolve) => { this.resolve = resolve; });
    this.api = new Api(hostOf(conference.deployment), optionsOf(conference, around.place, around));
    this.people = new People(this.api, around.ours);
    this.choice = new Choice(this.api, around.wanted, this.closing.signal, () => this.changed());
    this.media = new Media(this.api, around.devices, this.choice, () => this.changed());
    this.life = new Life(this.api, this.closing.signal, () => this.turned());
    const wished = { memory: around.memory, media: this.media, moderates: () => this.moderator === true };
    this.wishes = new Wishes(this.api, wished, this.closing.signal, () => this.changed());
    this.listen();
    this.watch();
  }

  // Whether the room is in the meeting, as far as anybody can tell.
  get joined() {
    return this.isIn && this.life.alive && !this.between;
  }

  listen() {
    const on = (name, listener) => this.api.addListener(name, (told) => this.closing.signal.aborted || listener(told ?? {}));
    for (const name of SIGNS) on(name, () => this.sign());
    on("ready", () => this.moving && this.end("lost")); // it left because Jitsi's page loaded itself anew
    on("videoConferenceJoined", ({ id, breakoutRoom }) => this.enter(id, breakoutRoom));
    on("videoConferenceLeft", () => this.leave());
    on("readyToClose", () => this.end(this.life.alive ? "left" : "lost"));
    on("participantKickedOut", ({ kicked }) => kicked?.local && this.end("put_out"));
    on("errorOccurred", ({ error }) => this.fail(error ?? {}));
    on("passwordRequired", () => this.givePassword());
    on("recordingStatusChanged", ({ on: isOn, mode }) => this.noteRecording(isOn === true, mode ?? "file"));
    on("participantRoleChanged", ({ id, role }) => this.takeRole(id, role));
    for (const name of ["participantJoined", "participantLeft", "breakoutRoomsUpdated"]) on(name, () => this.count());
    on("participantJoined", () => this.isIn && this.around.onEntry(this)); // who may be one who is to leave
  }

  // Whether somebody records or streams the meeting. Jitsi tells it when that begins, and whoever comes later at the entry.
  get recording() {
    return this.kept.size > 0;
  }

  noteRecording(isOn, mode) {
    if (isOn) this.kept.add(mode);
    else this.kept.delete(mode);
    this.changed();
  }

  // Call the meeting so, once for each name, where the room moderates: who calls it otherwise by hand is left alone.
  call(subject) {
    if (!subject || !this.moderator || subject === this.called) return;
    this.called = subject;
    this.api.executeCommand("subject", subject);
  }

  // Put out those whose own link was taken back, where the room moderates.
  putOut(people) {
    if (this.moderator) this.people.putOut(people);
  }

  // Give the meeting this password, once for each, where the room moderates: one that a hand sets there is left alone. With none
  // it takes away the one that it gave.
  lock(password) {
    if (!this.moderator || this.inBreakout || password === this.locked) return;
    this.locked = password;
    this.api.executeCommand("password", password ?? "");
  }

  // End the frame, once, as "put_out", "ended" or "left", or as "refused", "lost" or "silent" with a reason.
  end(how, reason = null) {
    this.resolve({ how, reason });
  }

  sign() {
    if (this.heard) return;
    this.heard = true;
    this.changed();
  }

  async enter(id, inBreakout = false) {
    this.moving?.abort();
    this.people.me = id;
    const first = !this.isIn;
    Object.assign(this, { moving: null, between: false, inBreakout, isIn: true });
    this.life.turn(true);
    this.state = null;
    if (this.roles.has(id)) this.takeRole(id, this.roles.get(id));
    this.changed();
    if (first) this.around.onEntry(this);
    if (first) this.choice.choose();
    await this.look();
    this.takeOwnRole(await this.people.isModerator());
  }

  // The room left without a cause: for another room of the same meeting, or for good. A cause that is told ends it sooner.
  async leave() {
    if (!this.life.alive) return this.end("lost");
    this.moving = new AbortController();
    const { signal } = this.moving;
    await elapsed(MOVE_NOTICED_MS, signal);
    if (signal.aborted) return;
    Object.assign(this, { between: true, state: "joining" });
    this.changed();
    await elapsed(MOVE_MS, signal);
    if (!signal.aborted) this.end("left");
  }

  fail(error) {
    const reason = this.token && reasonOf(error).includes(this.token) ? error.name : reasonOf(error);
    switch (meaningOf(error, this.joined)) {
      case "lobby":
        this.state = "lobby";
        return this.changed();
      case "password":
        return this.givePassword();
      case "ended": // if we have only just come, an earlier meeting was meant
        return this.isIn || this.state === "lobby" ? this.end("ended") : this.end("lost", reason);
      case "refused":
        return this.end("refused", reason);
      case "lost":
        return this.end("lost", reason);
    }
  }

  // Give each password that may be meant once: those of the meeting, the newest first, then the deployment's. A server that asks
  // again says that it was wrong. Two events ask together.
  async givePassword() {
    if (this.isAsked) return;
    this.isAsked = true;
    await elapsed(TOGETHER_MS, this.closing.signal);
    this.isAsked = false;
    const password = this.around.locks.find((lock) => !this.given.has(lock)) ?? (await this.configured());
    if (!password) return this.end("refused", "conference.passwordRequired");
    this.given.add(password);
    if (this.around.locks.includes(password)) this.locked = password;
    this.api.executeCommand("password", password);
  }

  // The deployment's own password, once.
  async configured() {
    if (this.asksAgain) return null;
    this.asksAgain = true;
    return this.around.password();
  }

  takeRole(id, role) {
    this.roles.set(id, role);
    if (id === this.people.me) this.takeOwnRole(role === "moderator");
  }

  takeOwnRole(isModerator) {
    if (isModerator === null || this.closing.signal.aborted) return;
    if (this.moderator !== isModerator) {
      this.moderator = isModerator;
      this.changed();
      this.around.onEntry(this); // what only a moderator may do
    }
    this.life.moderate(isModerator && !this.inBreakout, this.around.title);
  }

  async count() {
    if (!this.isIn) return;
    const participants = await this.people.count();
    if (participants === this.participants || this.closing.signal.aborted) return;
    this.participants = participants;
    this.changed();
  }

  changed() {
    if (!this.closing.signal.aborted) this.around.onChange();
  }

  // The connection died or came back. It gets time to heal, unless the token has run out.
  async turned() {
    this.healing?.abort();
    const { alive } = this.life;
    if (this.isIn) this.state = alive ? null : "interrupted";
    this.changed();
    if (alive || !(this.isIn || this.state === "lobby")) return;
    this.healing = new AbortController();
    const { signal } = this.healing;
    if (!hasExpired(this.token)) await elapsed(HEAL_MS, AbortSignal.any([signal, this.closing.signal]));
    if (!signal.aborted) this.end("lost");
  }

  // --- what is watched by the clock

  watch() {
    elapsed(READY_MS, this.closing.signal).then(() => this.heard || this.end("silent"));
    elapsed(JOIN_MS, this.closing.signal).then(() => this.isIn || this.state === "lobby" || this.end("silent"));
    this.watchFrame();
  }

  // A frame that no longer answers is dead; so is a frame that does not show whether it still knocks.
  async watchFrame() {
    let everAnswered = false;
    for (let misses = 0; misses < MISSES; ) {
      await elapsed(misses ? ASK_AGAIN_MS : ASK_EVERY_MS, this.closing.signal);
      if (this.closing.signal.aborted) return;
      if (!this.isIn && this.state !== "lobby") continue;
      this.considerRenewal();
      const answered = await this.look();
      everAnswered ||= answered;
      misses = answered || !(this.isIn || everAnswered) ? 0 : misses + 1;
    }
    this.end("lost");
  }

  // Ask what only the frame can answer. Returns whether it did.
  async look() {
    const muted = await within(ANSWER_MS, this.api.isAudioMuted());
    this.media.note("microphone", muted);
    if (muted !== undefined && this.isIn) {
      this.media.note("camera", await within(ANSWER_MS, this.api.isVideoMuted?.()));
      await this.count();
    }
    return muted !== undefined;
  }

  // Join again with the newest token before this one ends; this is announced for a minute.
  considerRenewal() {
    const left_ms = expiryOf(this.token) - Date.now();
    const renews = left_ms < RENEW_MS && expiryOf(this.around.newestToken()) > expiryOf(this.token);
    if (renews !== this.renewing) {
      this.renewing = renews;
      this.changed();
    }
    if (renews && left_ms < RENEW_MS - NOTICE_MS) this.end("renewed");
  }

  // Remove the frame. With a *goodbye* the server is told first; at the meeting's end that ends it for everybody.
  async close({ goodbye = false, ending = false } = {}) {
    this.closing.abort();
    if (goodbye) {
      if (ending) this.api.executeCommand("endConference");
      this.api.executeCommand("hangup"); // in any case: not every deployment can end a conference
      await elapsed(GOODBYE_MS);
    }
    this.api.dispose();
  }
}
