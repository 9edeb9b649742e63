// How loud the room's microphone is. It is listened to here alone: nothing of it is kept or sent but a figure.

const LOOK_EVERY_MS = 200;
const FLOOR_DB = -60; // below it a room is silent
const SILENT_MS = 60000; // a microphone that is on is never quite still for so long

export class Level {
  constructor() {
    this.device = null;
    this.stop();
  }

  // Listen to the device of that id from now on; null: to none.
  listen(device) {
    if (device === this.device) return;
    this.stop();
    this.device = device;
    if (device) this.start(device);
  }

  // The loudest since it was last asked, 0 to 100; null while nothing is listened to.
  take() {
    if (!this.analyser) return null;
    const percent = this.peak > 0 ? Math.round(100 * (1 - Math.max(FLOOR_DB, Math.min(0, 20 * Math.log10(this.peak))) / FLOOR_DB)) : 0;
    this.peak = 0;
    return percent;
  }

  // Whether the microphone is known to give nothing: switched off at itself, or by the system.
  get isSilent() {
    return this.track?.muted === true || (this.still_since !== null && performance.now() - this.still_since > SILENT_MS);
  }

  async start(device) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { deviceId: { exact: device }, autoGainControl: false } }).catch(() => null);
    if (this.device !== device) return stream && stop(stream);
    if (!stream) return this.stop(); // whoever asks to listen again tries again: a device may be taken for a moment
    this.stream = stream;
    [this.track] = stream.getAudioTracks();
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    this.context.createMediaStreamSource(stream).connect(analyser);
    this.context.resume();
    this.samples = new Float32Array(analyser.fftSize);
    this.analyser = analyser;
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  look() {
    if (this.context.state !== "running") return;
    this.analyser.getFloatTimeDomainData(this.samples);
    const peak = this.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    this.peak = Math.max(this.peak, peak);
    if (peak > 0) this.still_since = null;
    else this.still_since ??= performance.now();
  }

  stop() {
    clearInterval(this.looking);
    if (this.stream) stop(this.stream);
    this.context?.close();
    Object.assign(this, { device: null, stream: null, track: null, context: null, analyser: null, peak: 0, still_since: null });
  }
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}
