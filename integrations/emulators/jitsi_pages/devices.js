// Microphone and camera of the meeting page: really asked of the browser when they are opened, as the real client does.
// The loudspeaker is only chosen: nothing sounds.
const KINDS = {
  microphone: { track: "audio", kind: "audioinput", error: "micError", changed: "audioMuteStatusChanged", has: "audioAvailabilityChanged" },
  camera: { track: "video", kind: "videoinput", error: "cameraError", changed: "videoMuteStatusChanged", has: "videoAvailabilityChanged" },
};
const GROUPS = { audioInput: "audioinput", audioOutput: "audiooutput", videoInput: "videoinput" };
const ERRORS = { NotAllowedError: "gum.permission_denied", NotFoundError: "gum.not_found" };

// One of the two, closed at first; *emit* tells the embedding page, *onChange* the meeting.
export class Device {
  constructor(name, button, emit, onChange) {
    Object.assign(this, KINDS[name], { button, emit, onChange, muted: true, available: true, stream: null, chosen: null });
    button.addEventListener("click", () => this.toggle());
  }

  async toggle() {
    if (this.button.disabled) return; // a page that joined without sound has no microphone to open
    if (this.muted && !(await this.open())) return;
    if (!this.muted) this.close();
    this.muted = !this.muted;
    this.button.ariaPressed = String(this.muted);
    this.emit(this.changed, { muted: this.muted });
    this.onChange();
  }

  async mute() {
    if (!this.muted) await this.toggle();
  }

  async open() {
    const had = this.available;
    try {
      const wanted = this.chosen ? { deviceId: { exact: this.chosen } } : true;
      this.stream = await navigator.mediaDevices.getUserMedia({ [this.track]: wanted });
      this.available = true;
    } catch (error) {
      this.available = false;
      this.emit(this.error, { type: ERRORS[error.name] ?? "gum.general", message: error.message });
    }
    if (had !== this.available) this.emit(this.has, { available: this.available });
    return this.available;
  }

  // Use the device with that id; an open one changes over.
  async choose(id) {
    this.chosen = id;
    if (this.muted) return;
    this.close();
    await this.open();
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}

// All devices of this machine, and which of them the meeting uses.
export class Choice {
  constructor(microphone, camera, emit) {
    Object.assign(this, { microphone, camera, output: null });
    navigator.mediaDevices?.addEventListener("devicechange", async () => emit("deviceListChanged", { devices: await this.available() }));
  }

  async available() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const of = (kind) => all.filter((device) => device.kind === kind && device.deviceId).map((device) => device.toJSON());
    return Object.fromEntries(Object.entries(GROUPS).map(([group, kind]) => [group, of(kind)]));
  }

  async current() {
    const { audioInput, audioOutput, videoInput } = await this.available();
    const used = (devices, id) => devices.find(({ deviceId }) => deviceId === id) ?? devices[0];
    return {
      audioInput: used(audioInput, inUse(this.microphone)),
      audioOutput: used(audioOutput, this.output),
      videoInput: used(videoInput, inUse(this.camera)),
    };
  }

  // Use a device by its label, or by its id if no label is given. Returns whether there is one.
  async set({ kind, label, id }) {
    const devices = Object.values(await this.available()).flat().filter((device) => device.kind === kind);
    const wanted = devices.find((device) => (label ? device.label === label : device.deviceId === id));
    if (!wanted) return false;
    if (kind === "audiooutput") this.output = wanted.deviceId;
    else await (kind === "audioinput" ? this.microphone : this.camera).choose(wanted.deviceId);
    return true;
  }
}

function inUse({ stream, chosen }) {
  return stream?.getTracks()[0]?.getSettings().deviceId ?? chosen;
}
