// A press of a button: sent as an absolute wish with an id made here, so that sending it twice does no harm.

const ANSWER_MS = 4000;
const PAUSES_MS = [300, 600, 1200, 2400, 4800];

// {revision} when stored, {refused: sentence or null} when the server will not, {lost: true} when it never got there.
export async function press(room, language, wish) {
  const body = JSON.stringify({ id: uuid(), ...wish });
  for (const pause_ms of [0, ...PAUSES_MS]) {
    await new Promise((resume) => setTimeout(resume, pause_ms));
    const answer = await sent(room, language, body);
    if (answer) return answer;
  }
  return { lost: true };
}

async function sent(room, language, body) {
  const headers = { "Content-Type": "application/json", "Accept-Language": language };
  const address = `/api/v1/rooms/${encodeURIComponent(room)}/overrides`;
  try {
    const response = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
    if (response.ok) return { revision: (await response.json()).revision };
    if (response.status >= 500) return null;
    return { refused: (await response.json()).error?.message ?? null };
  } catch (error) {
    return error instanceof SyntaxError ? { refused: null } : null;
  }
}

// crypto.randomUUID is kept from pages that came over plain http, as a tablet on the hall's own network gets them.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
