// A stand-in for Jitsi Meet's IFrame API, written from its handbook: the calls and events that a room's stage uses.
// The page in the frame answers over postMessage; both sides name their channel by an id, as the real one does.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  let made = 0;

  class JitsiMeetExternalAPI {
    constructor(domain, { roomName, jwt, parentNode = document.body, userInfo = {}, configOverwrite = {}, onload } = {}) {
      this.id = made++;
      this.listeners = new Map();
      this.answers = new Map();
      this.asked = 0;
      this.present = new Map();
      this.frame = parentNode.appendChild(document.createElement("iframe"));
      this.frame.name = `jitsiConferenceFrame${this.id}`;
      this.frame.allow = "camera; microphone; display-capture; autoplay";
      if (onload) this.frame.addEventListener("load", onload);
      this.hear = (message) => this.receive(message);
      window.addEventListener("message", this.hear);
      this.frame.src = address(roomName, jwt, { id: this.id, name: userInfo.displayName, configOverwrite });
    }

    addListener(event, listener) {
      const known = this.listeners.get(event) ?? [];
      this.listeners.set(event, [...known, listener]);
      return this;
    }

    on(event, listener) {
      return this.addListener(event, listener);
    }

    removeListener(event, listener) {
      this.listeners.set(event, (this.listeners.get(event) ?? []).filter((one) => one !== listener));
      return this;
    }

    executeCommand(name, ...args) {
      this.send({ kind: "command", name, args });
    }

    getNumberOfParticipants() {
      return this.present.size;
    }

    getIFrame() {
      return this.frame;
    }

    isAudioMuted() {
      return this.ask("is-audio-muted");
    }

    isVideoMuted() {
      return this.ask("is-video-muted");
    }

    dispose() {
      window.removeEventListener("message", this.hear);
      this.listeners.clear();
      this.frame.remove();
    }

    // --- the channel to the frame

    ask(name) {
      const id = ++this.asked;
      return new Promise((resolve) => {
        this.answers.set(id, resolve);
        this.send({ kind: "request", id, name });
      });
    }

    send(message) {
      this.frame.contentWindow?.postMessage({ jitsi: this.id, ...message }, origin);
    }

    receive({ source, origin: from, data }) {
      if (source !== this.frame.contentWindow || from !== origin || data?.jitsi !== this.id) return;
      if (data.kind === "answer") {
        this.answers.get(data.id)?.(data.result);
        this.answers.delete(data.id);
      } else if (data.kind === "event") {
        this.count(data.name, data.details);
        for (const listener of this.listeners.get(data.name) ?? []) listener(data.details);
      }
    }

    count(event, { id, displayName }) {
      if (event === "videoConferenceJoined" || event === "participantJoined") this.present.set(id, displayName);
      if (event === "participantLeft") this.present.delete(id);
      if (event === "videoConferenceLeft") this.present.clear();
    }
  }

  function address(room, jwt, options) {
    const url = new URL(encodeURIComponent(room), `${origin}/`);
    if (jwt) url.searchParams.set("jwt", jwt);
    const hash = new URLSearchParams({ jitsi_meet_external_api_id: String(options.id) });
    if (options.name) hash.set("userInfo.displayName", JSON.stringify(options.name));
    for (const [key, value] of Object.entries(options.configOverwrite)) hash.set(`config.${key}`, JSON.stringify(value));
    url.hash = hash.toString();
    return url.href;
  }

  window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
})();
