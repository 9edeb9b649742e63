// The room's microphone and camera: what the browser lets the stage have, and what the meeting makes of it. Permission
// belongs to the stage's own origin, which passes it on to the frame.

const KINDS = { microphone: { track: "audio", device: "audioinput" }, camera: { track: "video", device: "videoinput" } };
const LOOK_EVERY_MS = 30000; // besides at each change that the browser tells of

// Each as far as the browser is concerned: "denied", "missing" or "muted" (it could be opened); null until it was looked
// at. *onChange* is called when that changes.
export class Devices {
  constructor(onChange) {
    this.onChange = onChange;
    this.microphone = null;
    this.camera = null;
    this.asked = {};
    this.watched = new Set();
    navigator.mediaDevices?.addEventListener("devicechange", () => this.look());
    setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  async look() {
    const present = (await navigator.mediaDevices?.enumerateDevices().catch(() => null)) ?? [];
    for (const name of Object.keys(KINDS)) {
      const state = await this.state(name, present.some(({ kind }) => kind === KINDS[name].device));
      if (this[name] === state) continue;
      this[name] = state;
      this.onChange();
    }
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
  constructor(api, devices, onChange) {
    this.api = api;
    this.devices = devices;
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

  // The frame can use no more than the browser lets the stage have; of what it tells, the newest counts.
  state(name) {
    const usable = this.devices[name];
    const failed = this.failed[name];
    if (failed && failed.before === usable) return failed.state; // until the browser has something else to tell
    return usable === "muted" && this.muted[name] === false ? "ok" : usable;
  }
}
