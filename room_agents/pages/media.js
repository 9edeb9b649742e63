// The room's microphone and camera: what the browser lets the stage have, and what the meeting makes of it. Permission
// belongs to the stage's own origin, which passes it on to the frame.

import { found } from "./labels.js";

const KINDS = { microphone: { track: "audio", device: "audioinput" }, camera: { track: "video", device: "videoinput" } };
const OUTPUT = "audiooutput";
const LOOK_EVERY_MS = 30000; // besides at each change that the browser tells of

// Each as far as the browser is concerned: "denied", "missing" or "muted" (it could be opened); null until it was looked
// at. The loudspeaker is "ok" or "missing", where the room file names one. *wanted* gives the labels of the room file;
// *onChange* is called when anything changes.
export class Devices {
  constructor(wanted, onChange) {
    this.wanted = wanted;
    this.onChange = onChange;
    this.microphone = null;
    this.camera = null;
    this.loudspeaker = null;
    this.ids = {}; // of what was found
    this.asked = {};
    this.watched = new Set();
    navigator.mediaDevices?.addEventListener("devicechange", () => this.look());
    setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  async look() {
    const present = (await navigator.mediaDevices?.enumerateDevices().catch(() => null)) ?? [];
    for (const name of Object.keys(KINDS)) {
      const device = this.find(present, name, KINDS[name].device);
      this.ids[name] = device?.deviceId ?? null;
      this.become(name, await this.state(name, device !== null));
    }
    const named = this.wanted().loudspeaker;
    this.become("loudspeaker", named ? (this.find(present, "loudspeaker", OUTPUT) ? "ok" : "missing") : null);
  }

  // The device that the room file names, or any where it names none; a browser that keeps labels to itself has any, too.
  find(present, name, kind) {
    const devices = present.filter((device) => device.kind === kind);
    const wanted = this.wanted()[name];
    return wanted && devices.some(({ label }) => label) ? found(devices, wanted) : (devices[0] ?? null);
  }

  become(name, state) {
    if (this[name] === state) return;
    this[name] = state;
    this.onChange();
  }

  async state(name, isPresent) {
    const permission = await this.permission(name);
    if (permission === "denied") return "denied";
    if (!isPresent) return "missing";
    return permission === "prompt" ? this.ask(name) : "muted";
  }

  async permission(name) {
    const status = await navigator.permissions.query({ name }).catch(() => null);
    if (status && !this.watched.has(name)) {
      this.watched.add(name);
      status.addEventListener("change", () => this.look());
    }
    return status?.state ?? "granted"; // a browser that will not say is believed until the meeting finds out
  }

  // Nobody was asked yet: ask once, so that a technician meets the question when the screen is set up.
  ask(name) {
    this.asked[name] ??= navigator.mediaDevices.getUserMedia({ [KINDS[name].track]: true }).then(
      (stream) => stream.getTracks().forEach((track) => track.stop()),
      () => {},
    ).then(() => this.look());
    return "denied";
  }
}

// Microphone and camera within one frame: closed at first, opened and closed by presses, read back from the meeting.
export class Media {
  constructor(api, devices, choice, onChange) {
    this.api = api;
    this.devices = devices;
    this.choice = choice;
    this.onChange = onChange;
    this.muted = { microphone: null, camera: null };
    this.failed = { microphone: null, camera: null };
    this.listen("microphone", "audioMuteStatusChanged", "micError");
    this.listen("camera", "videoMuteStatusChanged", "cameraError");
  }

  listen(name, changed, error) {
    this.api.addListener(changed, ({ muted }) => this.note(name, muted));
    this.api.addListener(error, ({ type = "" }) => {
      const state = /permission|denied|not.?allowed/i.test(type) ? "denied" : "missing";
      this.failed[name] = { state, before: this.devices[name] };
      this.onChange();
    });
  }

  note(name, muted) {
    if (typeof muted !== "boolean" || this.muted[name] === muted) return;
    this.muted[name] = muted;
    if (!muted) this.failed[name] = null;
    this.onChange();
  }

  // Open or close one, once, and only where the meeting says that it is not so: there is no command but to turn it over.
  async turn(name, on) {
    const { muted, toggle } = name === "microphone" ? { muted: "isAudioMuted", toggle: "toggleAudio" } : { muted: "isVideoMuted", toggle: "toggleVideo" };
    if ((await this.api[muted]?.()) === on) this.api.executeCommand(toggle);
  }

  get microphone() {
    return this.state("microphone");
  }

  get camera() {
    return this.state("camera");
  }

  get loudspeaker() {
    return this.devices.loudspeaker === "ok" && this.choice.isWrong("loudspeaker") ? "wrong" : this.devices.loudspeaker;
  }

  // The frame can use no more than the browser lets the stage have; of what it tells, the newest counts.
  state(name) {
    const usable = this.devices[name];
    const failed = this.failed[name];
    if (failed && failed.before === usable) return failed.state; // until the browser has something else to tell
    if (usable === "muted" && this.choice.isWrong(name)) return "wrong";
    return usable === "muted" && this.muted[name] === false ? "ok" : usable;
  }
}
