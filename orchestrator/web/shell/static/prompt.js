// Gives the meeting's password once where Jitsi's page asks for it in a frame of ours, in the messages of its IFrame API (jitsi-meet
// modules/API, over postis). They are spoken here, since no script of another origin runs on this page; they go to that origin alone.

const SCOPE = "jitsi_meet_external_api_0"; // the id that the frame's address has

export function answerPrompt(frame, password) {
  const { origin } = new URL(frame.src);
  let given = false;

  function send(method, params) {
    frame.contentWindow?.postMessage(JSON.stringify({ postis: true, scope: SCOPE, method, params }), origin);
  }

  function hear({ source, origin: from, data }) {
    if (!frame.isConnected) return void window.removeEventListener("message", hear);
    if (source !== frame.contentWindow || from !== origin) return;
    const { method, params } = read(data);
    if (method === "__ready__") send(method, params); // it says nothing before its own id comes back
    if (method !== "message" || params?.data?.name !== "password-required" || given || !password()) return;
    given = true; // asked again, it was wrong: then Jitsi asks the person
    send("message", { type: "event", data: { name: "password", data: [password()] } });
  }

  window.addEventListener("message", hear);
}

function read(data) {
  try {
    const told = JSON.parse(data);
    return told?.postis === true && told.scope === SCOPE ? told : {};
  } catch {
    return {};
  }
}
