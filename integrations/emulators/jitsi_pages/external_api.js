// A stand-in for Jitsi Meet's IFrame API, written from its handbook: the calls and events that a room's stage uses.
// The page in the frame answers over postMessage; both sides name their channel by an id, as the real one does. What the
// real one answers on this side of the frame (the number of participants) is kept here too.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const COMMANDS = ["endConference", "hangup", "password", "subject", "toggleAudio", "toggleLobby", "toggleTileView", "toggleVideo"];
  let made = 0;

  class JitsiMeetExternalAPI {
    constructor(domain, { roomName, jwt, parentNode = document.body, userInfo = {}, configOverwrite = {}, lang, onload } = {}) {
      this.id = made++;
      this.listeners = new Map();
      this.answers = new Map();
      this.asked = 0;
      this.participants = 0;
      this.frame = parentNode.appendChild(document.createElement("iframe"));
      this.frame.name = `jitsiConferenceFrame${this.id}`;
      this.frame.allow = "camera; microphone; display-capture; autoplay; clipboard-write";
      if (onload) this.frame.addEventListener("load", onload);
      this.hear = (message) => this.receive(message);
      window.addEventListener("message", this.hear);
      this.frame.src = address(roomName, jwt, { id: this.id, name: userInfo.displayName, lang, configOverwrite });
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
      if (COMMANDS.includes(name)) this.send({ kind: "command", name, args });
      else console.error("Not supported command name.");
    }

    getNumberOfParticipants() {
      return this.participants;
    }

    getIFrame() {
      return this.frame;
    }

    isAudioMuted() {
      return this.ask("isAudioMuted");
    }

    isVideoMuted() {
      return this.ask("isVideoMuted");
    }

    isAudioAvailable() {
      return this.ask("isAudioAvailable");
    }

    isVideoAvailable() {
      return this.ask("isVideoAvailable");
    }

    getRoomsInfo() {
      return this.ask("getRoomsInfo");
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
        if (data.name === "videoConferenceJoined" || data.name === "participantJoined") this.participants += 1;
        if (data.name === "videoConferenceLeft" || data.name === "participantLeft") this.participants -= 1;
        for (const listener of this.listeners.get(data.name) ?? []) listener(data.details);
      }
    }
  }

  function address(room, jwt, options) {
    const url = new URL(encodeURIComponent(room), `${origin}/`);
    if (jwt) url.searchParams.set("jwt", jwt);
    const hash = new URLSearchParams({ jitsi_meet_external_api_id: String(options.id) });
    if (options.name) hash.set("userInfo.displayName", JSON.stringify(options.name));
    if (options.lang) hash.set("lang", JSON.stringify(options.lang));
    for (const [key, value] of Object.entries(options.configOverwrite)) hash.set(`config.${key}`, JSON.stringify(value));
    url.hash = hash.toString();
    return url.href;
  }

  window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
})();
