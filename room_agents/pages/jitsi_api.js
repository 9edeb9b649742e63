// Jitsi's IFrame API: where it comes from, how a meeting is asked for, and what its errors mean for us.

const LOAD_MS = 10000;
const REASON_LENGTH = 120;
const LOST = [
  "conference.focusDisconnected", "conference.focusLeft", "conference.iceFailed", "conference.offerAnswerFailed",
  "conference.videobridgeNotAvailable", "conference.restarted", "conference.gracefulShutdown", "connection.droppedError",
  "connection.otherError", "connection.serverError", "connection.shardChangedError",
];
const HARMLESS = ["conference.chatError", "conference.settingsError", "conference.redirected"];
const SOUNDS = [
  "ASKED_TO_UNMUTE_SOUND", "INCOMING_MSG_SOUND", "KNOCKING_PARTICIPANT_SOUND", "NO_AUDIO_SIGNAL_SOUND", "NOISY_AUDIO_INPUT_SOUND",
  "PARTICIPANT_JOINED_SOUND", "PARTICIPANT_LEFT_SOUND", "RAISE_HAND_SOUND", "REACTION_SOUND",
];

// What a meeting needs, and no more: it opens no windows and puts no other page in the place of ours.
const SANDBOX = "allow-scripts allow-same-origin allow-forms";

// The deployment's IFrame API, from the deployment and no cache: that it comes is the sign that somebody is there. A
// frame says nothing of a page that could not be loaded. Rejects where it does not come.
export function loadApi(deployment) {
  const address = `${base(deployment)}/external_api.js?${Date.now()}`;
  const script = Object.assign(document.createElement("script"), { src: address, async: true });
  delete window.JitsiMeetExternalAPI;
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error(`no IFrame API at ${address}`));
    script.onload = () => (window.JitsiMeetExternalAPI ? resolve(window.JitsiMeetExternalAPI) : failed());
    script.onerror = failed;
    setTimeout(failed, LOAD_MS);
    document.head.append(script);
  }).finally(() => script.remove());
}

export function hostOf(deployment) {
  return base(deployment).replace(/^\w+:\/\//, "");
}

// How the room enters: closed and silent, as nothing but a picture. Keys of config.js that the client lets an embedding
// page set; the info level of its log tells when the line breaks and heals.
export function optionsOf({ name, token }, parentNode, { roomName, title, language }) {
  return {
    roomName: name,
    ...(token ? { jwt: token } : {}),
    parentNode: confining(parentNode),
    width: "100%",
    height: "100%",
    lang: language,
    userInfo: { displayName: roomName },
    configOverwrite: {
      apiLogLevels: ["warn", "error", "info"],
      defaultLanguage: language,
      disableDeepLinking: true,
      disableInviteFunctions: true,
      disabledSounds: SOUNDS,
      lobby: { autoKnock: true },
      notifications: [],
      prejoinConfig: { enabled: false },
      readOnlyName: true,
      startWithAudioMuted: true,
      startWithVideoMuted: true,
      ...(title ? { subject: title } : {}),
      toolbarButtons: [],
    },
    interfaceConfigOverwrite: { DISABLE_JOIN_LEAVE_NOTIFICATIONS: true },
  };
}

// *place*, which confines the frame that the API puts into it: before it is loaded, as a sandbox counts only from then
// on, and whether or not the deployment's version of the API knows of sandboxes.
function confining(place) {
  place.appendChild = (frame) => {
    frame.sandbox = SANDBOX;
    return Node.prototype.appendChild.call(place, frame);
  };
  return place;
}

// What an error means: "lobby", "password", "ended", "lost", "refused" or "nothing". Once inside, an error of the
// conference that is not fatal is Jitsi's own to mend; before, every error that is not known to be harmless keeps us out.
export function meaningOf({ name = "", isFatal } = {}, isIn) {
  if (name === "conference.destroyed") return "ended";
  if (LOST.includes(name)) return "lost";
  if (isIn) return name.startsWith("connection.") || isFatal !== false ? "lost" : "nothing";
  if (name === "conference.connectionError.membersOnly") return "lobby";
  if (name === "conference.passwordRequired") return "password";
  return HARMLESS.includes(name) ? "nothing" : "refused";
}

// Jitsi's name of an error, in one line.
export function reasonOf({ name = "error", message, details } = {}) {
  const said = [message, details?.reason, details?.message].find((text) => typeof text === "string" && text);
  return (said && said !== name ? `${name}: ${said}` : name).replace(/\s+/g, " ").slice(0, REASON_LENGTH);
}

// Whether *token* has run out by this machine's clock, as the client sees it.
export function hasExpired(token) {
  return expiryOf(token) <= Date.now();
}

// When *token* ends, in milliseconds; Infinity if it does not say.
export function expiryOf(token) {
  try {
    const claims = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return typeof claims.exp === "number" ? claims.exp * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}

function base(deployment) {
  const { protocol, host, pathname } = new URL(deployment);
  return `${protocol}//${host}${pathname.replace(/\/+$/, "")}`;
}
