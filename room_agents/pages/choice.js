// Which microphone, camera and loudspeaker a meeting uses: chosen by the labels of the room file, and read back from it.
import { found, isCalled } from "./labels.js";
import { within } from "./timing.js";

const ANSWER_MS = 5000; // the frame waits for its labels until it may use the devices
const CALLS = {
  microphone: { group: "audioInput", choose: "setAudioInputDevice" },
  camera: { group: "videoInput", choose: "setVideoInputDevice" },
  loudspeaker: { group: "audioOutput", choose: "setAudioOutputDevice" },
};

export class Choice {
  // *wanted*: {microphone, camera, loudspeaker}, a label or null each; *onChange* is called when others are used.
  constructor(api, wanted, signal, onChange) {
    Object.assign(this, { api, wanted, signal, onChange, used: {} });
    this.choosing = Promise.resolve();
    api.addListener("deviceListChanged", () => this.choose());
    // what opens just as it is chosen opens as another
    for (const event of ["audioMuteStatusChanged", "videoMuteStatusChanged"]) api.addListener(event, ({ muted }) => !muted && this.choose());
  }

  // Choose what is wanted and not used, as far as there is such a device, and read back what is used; once after another.
  choose() {
    this.choosing = this.choosing.then(() => this.chooseNow());
    return this.choosing;
  }

  async chooseNow() {
    if (!Object.values(this.wanted).some(Boolean)) return this.read();
    const there = await this.ask("getAvailableDevices");
    await this.read();
    for (const [name, { group, choose }] of Object.entries(CALLS)) {
      const device = this.wanted[name] && found(there?.[group] ?? [], this.wanted[name]);
      if (device && this.used[name] !== device.label && !this.signal.aborted) await within(ANSWER_MS, this.api[choose]?.(device.label, device.deviceId));
    }
    if (there) await this.read();
  }

  async read() {
    const current = await this.ask("getCurrentDevices");
    if (!current || this.signal.aborted) return;
    const used = Object.fromEntries(Object.entries(CALLS).map(([name, { group }]) => [name, current[group]?.label || null]));
    if (JSON.stringify(used) === JSON.stringify(this.used)) return;
    this.used = used;
    this.onChange();
  }

  // Whether the meeting is known to use another device than the room file names.
  isWrong(name) {
    return Boolean(this.wanted[name] && this.used[name]) && !isCalled(this.used[name], this.wanted[name]);
  }

  ask(question) {
    return within(ANSWER_MS, this.api[question]?.());
  }
}
