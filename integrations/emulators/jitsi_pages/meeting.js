// The meeting page of the stand-in: asks the server to be let in, shows who is there, and answers the IFrame API.
import { Device } from "./devices.js";

const room = decodeURIComponent(location.pathname.slice(1));
const hash = new URLSearchParams(location.hash.slice(1));
const channel = Number(hash.get("jitsi_meet_external_api_id") ?? -1);
const named = given("userInfo.displayName", null);
const at = (id) => document.getElementById(id);
const LOGS = {
  cut: ["error", "[xmpp:strophe.util] Strophe: Websocket closed unexpectedly"],
  hole: ["error", "[xmpp:strophe.ping] Ping timeout null"],
  alive: ["info", "[xmpp:StropheLogger] Strophe connected"],
};
const present = new Map();
let me = null;
let inBreakout = false;
let frozen = false;
let left = false;
let unheard = null; // while the signalling is dead: what the server says meanwhile

const devices = { microphone: new Device("microphone", at("microphone"), emit), camera: new Device("camera", at("camera"), emit) };
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

// Commands and questions come from whoever holds the frame; they can do no more than a person at the page could.
window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || data?.jitsi !== channel || frozen) return;
  if (data.kind === "request") tell({ kind: "answer", id: data.id, result: answer(data.name) });
  if (data.kind === "command") obey(data.name, ...data.args);
});
at("knock").addEventListener("click", () => send("knock"));
at("leave").addEventListener("click", () => obey("hangup"));
emit("ready", {});
emit("browserSupport", { supported: true });
if (!given("config.startWithAudioMuted", false)) devices.microphone.toggle();
if (!given("config.startWithVideoMuted", false)) devices.camera.toggle();
if (given("config.toolbarButtons", null)?.length === 0) for (const button of document.querySelectorAll("footer button")) button.hidden = true;
document.documentElement.lang = given("config.defaultLanguage", "it");

function given(key, otherwise) {
  const value = hash.get(key);
  return value === null ? otherwise : JSON.parse(value);
}

function joinAddress() {
  const url = new URL(`/.join/${encodeURIComponent(room)}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("jwt", new URLSearchParams(location.search).get("jwt") ?? "");
  if (named) url.searchParams.set("name", named);
  return url.href;
}

function take({ event, ...details }) {
  if (event === "freeze") frozen = true;
  if (frozen || left) return;
  if (event === "signalling") return signal(details.state);
  if (unheard) return unheard.push({ event, ...details });
  switch (event) {
    case "leave":
      return obey("hangup");
    case "errorOccurred":
      if (details.error.name === "conference.connectionError.membersOnly") return meetLobby(details);
      if (details.error.name !== "conference.destroyed") return fail(details.error);
      break;
    case "videoConferenceJoined":
      me = details.id; // after a move too: the others stay where they are
      inBreakout = details.breakoutRoom;
      present.set(me, { ...details });
      break;
    case "participantJoined":
      present.set(details.id, { ...details });
      break;
    case "participantLeft":
      present.delete(details.id);
      break;
    case "participantRoleChanged":
      if (present.has(details.id)) present.get(details.id).role = details.role;
      if (details.id === me && details.role === "moderator" && given("config.subject", "")) send("subject", given("config.subject", ""));
      break;
    case "subjectChange":
      at("subject").textContent = details.subject;
      break;
    case "participantKickedOut":
      if (details.kicked.local) return putOut(event, details);
      break;
  }
  show();
  emit(event, details);
  if (event === "readyToClose") close("Riunione conclusa");
}

// The line to the server breaks or heals; nothing in the frame answers otherwise than before.
function signal(state) {
  const [logLevel, text] = LOGS[state] ?? [];
  if (text && given("config.apiLogLevels", []).includes(logLevel)) emit("log", { logLevel, args: [text, `jwt=${new URLSearchParams(location.search).get("jwt")}`] });
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
  if (given("config.lobby", {}).autoKnock) send("knock");
  else at("knock").hidden = false;
}

function putOut(event, details) {
  emit(event, details);
  emit("videoConferenceLeft", { roomName: room });
  close("Sei stato fatto uscire");
}

function answer(question) {
  const rooms = [{ isMainRoom: true, id: room, participants: [] }, { isMainRoom: false, id: "breakout", participants: [] }];
  for (const [id, { displayName, role }] of present) rooms[Number(id === me && inBreakout)].participants.push({ id, displayName, role });
  return {
    isAudioMuted: devices.microphone.muted,
    isVideoMuted: devices.camera.muted,
    isAudioAvailable: devices.microphone.available,
    isVideoAvailable: devices.camera.available,
    getRoomsInfo: { rooms: rooms.filter(({ participants }) => participants.length > 0) },
  }[question];
}

function obey(command, value) {
  if (command === "hangup") {
    socket.send(JSON.stringify({ command }));
    const wasIn = me !== null;
    if (left) return;
    if (wasIn) emit("videoConferenceLeft", { roomName: room });
    emit("readyToClose", {});
    close("Riunione conclusa");
  } else if (command === "toggleAudio") {
    devices.microphone.toggle();
  } else if (command === "toggleVideo") {
    devices.camera.toggle();
  } else {
    send(command, value); // who may, is the server's to know
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
  present.clear();
  for (const device of Object.values(devices)) device.close();
  show(words);
  socket.close();
}

function show(text = present.size ? `${present.size} in riunione` : "…") {
  at("state").textContent = text;
  at("people").replaceChildren(...[...present.values()].map(({ displayName }) => {
    const tile = document.createElement("li");
    tile.textContent = displayName;
    return tile;
  }));
}

function emit(name, details) {
  tell({ kind: "event", name, details });
}

function tell(message) {
  if (window.parent !== window) window.parent.postMessage({ jitsi: channel, ...message }, "*");
}
