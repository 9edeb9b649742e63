// Microphone and camera of the meeting page: really asked of the browser when they are opened, as the real client does.
const KINDS = {
  microphone: { track: "audio", error: "micError", changed: "audioMuteStatusChanged" },
  camera: { track: "video", error: "cameraError", changed: "videoMuteStatusChanged" },
};
const ERRORS = { NotAllowedError: "gum.permission_denied", NotFoundError: "gum.not_found" };

// One of the two, closed at first; *emit* tells the embedding page.
export class Device {
  constructor(name, button, emit) {
    Object.assign(this, KINDS[name], { button, emit, muted: true, available: true, stream: null });
    button.addEventListener("click", () => this.toggle());
  }

  async toggle() {
    if (this.muted && !(await this.open())) return;
    if (!this.muted) this.close();
    this.muted = !this.muted;
    this.button.ariaPressed = String(this.muted);
    this.emit(this.changed, { muted: this.muted });
  }

  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ [this.track]: true });
      this.available = true;
    } catch (error) {
      this.available = false;
      this.emit(this.error, { type: ERRORS[error.name] ?? "gum.general", message: error.message });
    }
    return this.available;
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}
