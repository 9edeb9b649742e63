// A stand-in for Jitsi Meet's IFrame API, written from its handbook: the calls and events that a room's stage uses.
// The page in the frame answers over postMessage; both sides name their channel by an id, as the real one does. What the
// real one answers on this side of the frame (who takes part, and how many) is kept here too.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const COMMANDS = [
    "addBreakoutRoom", "answerKnockingParticipant", "closeBreakoutRoom", "displayName", "endConference", "grantModerator", "hangup",
    "joinBreakoutRoom", "kickParticipant", "muteEveryone", "muteRemoteParticipant", "password", "removeBreakoutRoom",
    "sendParticipantToRoom", "setTileView", "setVideoQuality", "startRecording", "stopRecording", "subject", "toggleAudio",
    "toggleLobby", "toggleRaiseHand", "toggleTileView", "toggleVideo",
  ];
  const EVENTS = [
    "audioAvailabilityChanged", "audioMuteStatusChanged", "breakoutRoomsUpdated", "browserSupport", "cameraError", "deviceListChanged",
    "displayNameChange", "errorOccurred", "knockingParticipant", "log", "micError", "notificationTriggered", "participantJoined",
    "participantKickedOut", "participantLeft", "participantMuted", "participantRoleChanged", "passwordRequired", "raiseHandUpdated",
    "readyToClose", "recordingStatusChanged", "subjectChange", "tileViewChanged", "videoAvailabilityChanged", "videoConferenceJoined",
    "videoConferenceLeft", "videoMuteStatusChanged", "videoQualityChanged",
  ];
  const QUESTIONS = [
    "getCurrentDevices", "getRoomsInfo", "getSessionId", "getVideoQuality", "isAudioAvailable", "isAudioDisabled", "isAudioMuted",
    "isDeviceListAvailable", "isMultipleAudioInputSupported", "isP2pActive", "isSharingScreen", "isStartSilent", "isVideoAvailable",
    "isVideoMuted", "getAvailableDevices", "isDeviceChangeAvailable", "listBreakoutRooms",
  ];
  let made = 0;

  class JitsiMeetExternalAPI {
    constructor(domain, { roomName, jwt, parentNode = document.body, userInfo = {}, configOverwrite = {}, lang, onload } = {}) {
      this.id = made++;
      this.listeners = new Map();
      this.answers = new Map();
      this.asked = 0;
      this.me = null;
      this.participants = new Map();
      this.frame = parentNode.appendChild(document.createElement("iframe"));
      this.frame.name = `jitsiConferenceFrame${this.id}`;
      this.frame.allow = "camera; microphone; display-capture; autoplay; clipboard-write; speaker-selection";
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

    once(event, listener) {
      const only = (details) => {
        this.removeListener(event, only);
        listener(details);
      };
      return this.addListener(event, only);
    }

    removeListener(event, listener) {
      this.listeners.set(event, (this.listeners.get(event) ?? []).filter((known) => known !== listener));
      return this;
    }

    executeCommand(name, ...args) {
      if (COMMANDS.includes(name)) this.send({ kind: "command", name, args });
      else console.error("Not supported command name.");
    }

    executeCommands(commands) {
      for (const [name, args] of Object.entries(commands)) this.executeCommand(name, ...[args].flat());
    }

    getSupportedCommands() {
      return COMMANDS;
    }

    getSupportedEvents() {
      return EVENTS;
    }

    startRecording(options) {
      this.executeCommand("startRecording", options);
    }

    stopRecording(mode) {
      this.executeCommand("stopRecording", mode);
    }

    getNumberOfParticipants() {
      return this.participants.size;
    }

    getParticipantsInfo() {
      return [...this.participants].map(([participantId, names]) => ({ participantId, ...names }));
    }

    getDisplayName(participantId) {
      return this.participants.get(participantId)?.displayName;
    }

    getIFrame() {
      return this.frame;
    }

    setAudioInputDevice(label, id) {
      return this.ask("setDevice", { kind: "audioinput", label, id });
    }

    setAudioOutputDevice(label, id) {
      return this.ask("setDevice", { kind: "audiooutput", label, id });
    }

    setVideoInputDevice(label, id) {
      return this.ask("setDevice", { kind: "videoinput", label, id });
    }

    dispose() {
      window.removeEventListener("message", this.hear);
      this.listeners.clear();
      this.frame.remove();
    }

    // --- the channel to the frame

    ask(name, details) {
      const id = ++this.asked;
      return new Promise((resolve) => {
        this.answers.set(id, resolve);
        this.send({ kind: "request", id, name, details });
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

    count(event, { id, displayName, displayname, formattedDisplayName }) {
      switch (event) {
        case "videoConferenceJoined":
          this.me = id;
        // falls through
        case "participantJoined":
          this.participants.set(id, { displayName, formattedDisplayName });
          break;
        case "participantLeft":
          this.participants.delete(id);
          break;
        case "displayNameChange":
          if (this.participants.has(id)) this.participants.set(id, { displayName: displayname, formattedDisplayName });
          break;
        case "videoConferenceLeft":
          this.participants.clear();
          break;
      }
    }
  }

  for (const question of QUESTIONS) {
    JitsiMeetExternalAPI.prototype[question] = function (...details) {
      return this.ask(question, ...details);
    };
  }

  function address(room, jwt, options) {
    const url = new URL(`/${room.split("/").map(encodeURIComponent).join("/")}`, origin);
    if (jwt) url.searchParams.set("jwt", jwt);
    const values = { jitsi_meet_external_api_id: options.id };
    if (options.name) values["userInfo.displayName"] = options.name;
    if (options.lang) values.lang = options.lang;
    for (const [key, value] of Object.entries(options.configOverwrite)) values[`config.${key}`] = value;
    url.hash = Object.entries(values).map(([key, value]) => `${key}=${encodeURIComponent(JSON.stringify(value))}`).join("&");
    return url.href;
  }

  window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
})();
