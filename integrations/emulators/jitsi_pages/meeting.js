// The meeting page of the stand-in: asks the server to be let in, shows who is there, and answers the IFrame API.
import { given, joinAddress, jwt, room } from "./address.js";
import { Choice, Device } from "./devices.js";
import { Postis } from "./postis.js";
import { showKnocking, showModerating, showPeople, showRooms } from "./view.js";

const channel = given("jitsi_meet_external_api_id", -1);
const at = (id) => document.getElementById(id);
const LOGS = {
  cut: ["error", "[xmpp:strophe.util] Strophe: Websocket closed unexpectedly"],
  hole: ["error", "[xmpp:strophe.ping] Ping timeout null"],
  alive: ["info", "[xmpp:StropheLogger] Strophe connected"],
};
const INTERNAL = ["presence", "mute", "lobby", "rooms"]; // between the server and this page
const LOCAL = {
  toggleAudio: () => microphone.toggle(),
  toggleVideo: () => camera.toggle(),
  toggleRaiseHand: () => raise(!hand),
  toggleTileView: () => tile(!tiled),
  setTileView: (on) => tile(Boolean(on)),
  setVideoQuality: (height) => emit("videoQualityChanged", { videoQuality: (quality = height) }),
};
const PAIRS = ["answerKnockingParticipant", "muteRemoteParticipant", "sendParticipantToRoom"]; // commands with two values
const SPOKEN = { password: "password", "video-hangup": "hangup" }; // commands as they go over postis
const TOLD = { passwordRequired: "password-required", readyToClose: "video-ready-to-close" }; // and events
const present = new Map();
let knocking = [];
let rooms = []; // told by the server once there are breakout rooms
let me = null;
let frozen = false;
let left = false;
let tiled = false;
let hand = 0;
let quality = 720;
let unheard = null; // while the signalling is dead: what the server says meanwhile
let joined; // resolved when the page is in the meeting for the first time
const isIn = new Promise((resolve) => { joined = resolve; });

const microphone = new Device("microphone", at("microphone"), emit, showMyself);
const camera = new Device("camera", at("camera"), emit, showMyself);
const choice = new Choice(microphone, camera, emit);
const socket = new WebSocket(joinAddress());
socket.onmessage = ({ data }) => {
  try {
    take(JSON.parse(data));
  } catch {
    fail({ name: "connection.otherError", message: "The server answers something else", isFatal: true, type: "CONNECTION" });
  }
};
socket.onclose = () => {
  if (!left) fail({ name: "connection.droppedError", message: "The connection was lost", isFatal: true, type: "CONNECTION" });
};

const postis = channel >= 0 && window.parent !== window ? new Postis(channel, (name, values) => name in SPOKEN && obey(SPOKEN[name], ...values)) : null;

// Commands and questions come from whoever holds the frame; they can do no more than a person at the page could.
window.addEventListener("message", async ({ source, data }) => {
  if (source !== window.parent || data?.jitsi !== channel || frozen) return;
  if (data.kind === "request") tell({ kind: "answer", id: data.id, result: await answer(data.name, data.details) });
  if (data.kind === "command") obey(data.name, ...data.args);
});
at("knock").addEventListener("click", () => send("knock"));
at("leave").addEventListener("click", () => obey("hangup"));
at("hand").addEventListener("click", () => obey("toggleRaiseHand"));
at("tiles").addEventListener("click", () => obey("toggleTileView"));
at("lobby").addEventListener("click", () => obey("toggleLobby", at("lobby").ariaPressed !== "true"));
at("group").addEventListener("click", () => obey("addBreakoutRoom"));
at("silence").addEventListener("click", () => obey("muteEveryone", "audio"));
at("end").addEventListener("click", () => obey("endConference"));
at("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  obey("password", at("password").value);
});
emit("ready", {});
emit("browserSupport", { supported: true });
if (given("config.startSilent", false)) microphone.button.disabled = true;
if (!given("config.startWithAudioMuted", false)) microphone.toggle();
if (!given("config.startWithVideoMuted", false)) camera.toggle();
if (given("config.toolbarButtons", null)?.length === 0) for (const button of document.querySelectorAll("footer button")) button.style.display = "none";
document.documentElement.lang = given("config.defaultLanguage", "it");

function take({ event, ...details }) {
  if (event === "freeze") frozen = true;
  if (frozen || left) return;
  if (event === "signalling") return signal(details.state);
  if (unheard) return unheard.push({ event, ...details });
  if (INTERNAL.includes(event)) {
    follow(event, details);
    return show();
  }
  const { role, ...told } = details; // a role is told by an event of its own
  switch (event) {
    case "leave":
      return obey("hangup");
    case "errorOccurred":
      if (details.error.name === "conference.connectionError.membersOnly") return meetLobby(details);
      if (details.error.name === "conference.passwordRequired") at("unlock").hidden = false;
      if (details.error.name !== "conference.destroyed") return fail(details.error);
      break;
    case "videoConferenceJoined":
      enter(details);
      break;
    case "videoConferenceLeft":
      present.clear();
      break;
    case "participantJoined":
      present.set(details.id, { audio: true, video: true, ...present.get(details.id), ...details });
      break;
    case "participantLeft":
      present.delete(details.id);
      break;
    case "participantRoleChanged":
      takeRole(details);
      break;
    case "displayNameChange":
      if (present.has(details.id)) present.get(details.id).displayName = details.displayname;
      break;
    case "subjectChange":
      at("subject").textContent = details.subject;
      break;
    case "knockingParticipant":
      knocking = [...knocking.filter(({ id }) => id !== details.participant.id), details.participant];
      break;
    case "participantKickedOut":
      if (details.kicked.local) return putOut(event, details);
      break;
  }
  show();
  emit(event, event === "participantRoleChanged" ? details : told);
  if (event === "readyToClose") close("Riunione conclusa");
}

// What the server tells this page alone, and what the embedding page hears of it.
function follow(event, { id, media, enabled, rooms: told, ...shown }) {
  if (event === "mute") (media === "video" ? camera : microphone).mute();
  if (event === "lobby") at("lobby").ariaPressed = String(enabled);
  if (event === "rooms") emit("breakoutRoomsUpdated", { rooms: (rooms = told) });
  if (event !== "presence" || !present.has(id)) return;
  const before = present.get(id);
  for (const mediaType of ["audio", "video"]) {
    const isMuted = shown[mediaType] ?? before[mediaType];
    if (isMuted !== before[mediaType]) emit("participantMuted", { id, participantId: id, isMuted, mediaType, isSelfMuted: true });
  }
  if ((shown.hand ?? 0) !== (before.hand ?? 0)) emit("raiseHandUpdated", { id, handRaised: shown.hand ?? 0 });
  present.set(id, { ...before, ...shown });
}

// In the meeting, for the first time or in another of its rooms.
function enter(details) {
  me = details.id;
  at("unlock").hidden = true;
  at("knock").hidden = true;
  present.set(me, { ...details, audio: microphone.muted, video: camera.muted, hand, role: "participant" });
  showMyself();
  joined();
}

function takeRole({ id, role }) {
  if (present.has(id)) present.get(id).role = role;
  if (id !== me) return;
  showModerating(role === "moderator");
  if (role === "moderator" && given("config.subject", "")) send("subject", given("config.subject", ""));
}

// What others see of this page: microphone, camera and hand.
function showMyself() {
  if (me === null || left) return;
  const shown = { audio: microphone.muted, video: camera.muted, hand };
  Object.assign(present.get(me) ?? {}, shown);
  send("presence", shown);
  show();
}

function raise(up) {
  hand = up ? Date.now() : 0;
  at("hand").ariaPressed = String(up);
  emit("raiseHandUpdated", { id: me, handRaised: hand });
  showMyself();
}

function tile(on) {
  if (tiled === on) return;
  tiled = on;
  at("tiles").ariaPressed = String(on);
  emit("tileViewChanged", { enabled: on });
}

// The line to the server breaks or heals; nothing in the frame answers otherwise than before.
function signal(state) {
  const [logLevel, text] = LOGS[state] ?? [];
  if (text && given("config.apiLogLevels", []).includes(logLevel)) emit("log", { logLevel, args: [text, `jwt=${jwt}`] });
  if (state !== "alive") {
    unheard ??= [];
    return;
  }
  const missed = unheard ?? [];
  unheard = null;
  missed.forEach(take);
}

function meetLobby(details) {
  show("In attesa di essere ammessi");
  emit("errorOccurred", details);
  if (given("config.lobby.autoKnock", given("config.lobby", {}).autoKnock)) send("knock");
  else at("knock").hidden = false;
}

function putOut(event, details) {
  emit(event, details);
  emit("videoConferenceLeft", { roomName: room });
  close("Sei stato fatto uscire");
}

function answer(question, details) {
  const participants = [...present].map(([id, { displayName, role }]) => ({ id, displayName, role }));
  const info = rooms.length ? rooms : [{ isMainRoom: true, id: room, participants }];
  return {
    isAudioMuted: () => microphone.muted,
    isVideoMuted: () => camera.muted,
    isAudioAvailable: () => microphone.available,
    isVideoAvailable: () => camera.available,
    isAudioDisabled: () => microphone.button.disabled,
    isStartSilent: () => Boolean(given("config.startSilent", false)),
    isSharingScreen: () => false,
    isP2pActive: () => null,
    isDeviceListAvailable: () => Boolean(navigator.mediaDevices?.enumerateDevices),
    isDeviceChangeAvailable: () => true,
    isMultipleAudioInputSupported: () => false,
    getAvailableDevices: () => choice.available(),
    getCurrentDevices: () => choice.current(),
    setDevice: () => isIn.then(() => choice.set(details)), // one that is asked for early waits until the page is in
    getSessionId: () => me,
    getVideoQuality: () => quality,
    getRoomsInfo: () => ({ rooms: info.filter(({ participants: there, isMainRoom }) => isMainRoom || there.length || rooms.length) }),
    listBreakoutRooms: () => Object.fromEntries(rooms.map((told) => [told.jid, told])),
  }[question]?.();
}

function obey(command, ...values) {
  if (command === "hangup") {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ command }));
    const wasIn = me !== null;
    if (left) return;
    if (wasIn) emit("videoConferenceLeft", { roomName: room });
    emit("readyToClose", {});
    close("Riunione conclusa");
  } else if (command in LOCAL) {
    LOCAL[command](...values);
  } else {
    if (command === "answerKnockingParticipant") knocking = knocking.filter(({ id }) => id !== values[0]);
    send(command, PAIRS.includes(command) ? values : values[0]); // who may, is the server's to know
    show();
  }
}

function send(command, value = "") {
  if (!unheard && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ command, value }));
}

// An error after which the real client shows its own screen and does nothing more by itself.
function fail(error) {
  if (left) return;
  const wasIn = me !== null;
  const goesOn = error.isFatal === false && (wasIn || error.name === "conference.passwordRequired");
  show(error.message || error.name);
  emit("errorOccurred", { error });
  if (goesOn) return;
  if (wasIn) emit("videoConferenceLeft", { roomName: room });
  close(error.message || error.name);
}

function close(words) {
  left = true;
  me = null;
  knocking = [];
  rooms = [];
  present.clear();
  for (const device of [microphone, camera]) device.close();
  show(words);
  socket.close();
}

function show(text = present.size ? `${present.size} in riunione` : "…") {
  const moderates = present.get(me)?.role === "moderator";
  at("state").textContent = text;
  showPeople([...present.values()], { me, moderates, obey });
  showKnocking(knocking, obey);
  showRooms(rooms, me, obey);
}

function emit(name, details) {
  tell({ kind: "event", name, details });
  if (name in TOLD) postis?.event({ name: TOLD[name], ...details });
}

function tell(message) {
  if (window.parent !== window) window.parent.postMessage({ jitsi: channel, ...message }, "*");
}
