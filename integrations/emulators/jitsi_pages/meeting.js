// The meeting page of the stand-in: asks the server to be let in, shows who is there, and answers the IFrame API.
const room = decodeURIComponent(location.pathname.slice(1));
const hash = new URLSearchParams(location.hash.slice(1));
const channel = Number(hash.get("jitsi_meet_external_api_id") ?? -1);
const named = JSON.parse(hash.get("userInfo.displayName") ?? "null");
const [state, people, mute] = ["state", "people", "mute"].map((id) => document.getElementById(id));
const present = new Map();
let frozen = false;
let left = false;

const socket = new WebSocket(joinAddress());
socket.onmessage = ({ data }) => {
  try {
    take(JSON.parse(data));
  } catch {
    leave({ name: "connection.otherError", message: "The server answers something else", isFatal: true });
  }
};
socket.onclose = () => {
  if (!left) leave({ name: "connection.droppedError", message: "The connection was lost", isFatal: true });
};

// Commands and questions come from whoever holds the frame; they can do no more than a person at the page could.
window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || data?.jitsi !== channel || frozen) return;
  if (data.kind === "request") tell({ kind: "answer", id: data.id, result: mute.ariaPressed === "true" });
  if (data.kind === "command") obey(data.name);
});
mute.addEventListener("click", () => obey("toggleAudio"));
document.getElementById("leave").addEventListener("click", () => obey("hangup"));

function joinAddress() {
  const url = new URL(`/.join/${encodeURIComponent(room)}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("jwt", new URLSearchParams(location.search).get("jwt") ?? "");
  if (named) url.searchParams.set("name", named);
  return url.href;
}

function take({ event, ...details }) {
  if (event === "freeze") frozen = true;
  if (frozen) return;
  if (event === "errorOccurred") return leave(details.error);
  if (event === "videoConferenceLeft") return leave(null);
  if (event === "participantLeft") present.delete(details.id);
  else present.set(details.id, details.displayName);
  show();
  emit(event, details);
}

function obey(command) {
  if (command === "hangup") {
    socket.send(JSON.stringify({ command }));
    leave(null);
  } else if (command === "endConference") {
    socket.send(JSON.stringify({ command })); // who may, is the server's to know: it puts everybody out
  } else if (command === "toggleAudio") {
    mute.ariaPressed = String(mute.ariaPressed !== "true");
    emit("audioMuteStatusChanged", { muted: mute.ariaPressed === "true" });
  }
}

function leave(error) {
  if (left) return;
  left = true;
  const wasIn = present.size > 0;
  present.clear();
  show(error?.message ?? "Riunione conclusa");
  if (error) emit("errorOccurred", { error });
  if (wasIn) emit("videoConferenceLeft", { roomName: room });
  if (!error) emit("readyToClose", {});
  socket.close();
}

function show(text = present.size ? `${present.size} in riunione` : "…") {
  state.textContent = text;
  people.replaceChildren(...[...present.values()].map((name) => {
    const tile = document.createElement("li");
    tile.textContent = name;
    return tile;
  }));
}

function emit(name, details) {
  tell({ kind: "event", name, details });
}

function tell(message) {
  if (window.parent !== window) window.parent.postMessage({ jitsi: channel, ...message }, "*");
}
