// The panel's line to its server: the one-off link, the whole picture as events, and how old the picture is.

const SILENT_S = 25; // two pings, ten seconds apart, have stayed away
const ANSWER_MS = 5000;
const RENEWED_EVERY_MS = 24 * 60 * 60 * 1000;
const PAUSES_MS = [250, 1000, 2000, 4000, 8000];

// Exchange the token in the address for a cookie, or keep the cookie there is. The token stays in the address until the
// server has answered what it thinks of it: gives the code of its refusal, or null.
export async function link(room) {
  const session = `/api/v1/rooms/${encodeURIComponent(room)}/session`;
  const token = tokenInAddress();
  if (!token) {
    stayLinked(session); // beside the rest: the page does not wait for it
    return null;
  }
  const headers = { Authorization: `Bearer ${token}` };
  let refusal = null;
  for (let failures = 0; ; failures++) {
    try {
      const response = await fetch(session, { method: "POST", headers, signal: AbortSignal.timeout(ANSWER_MS) });
      refusal = await refusalIn(response); // read to the end, or the browser counts it as broken off
      if (response.status < 500) break;
    } catch {
      // no line: tried again below
    }
    await pause(failures);
  }
  history.replaceState(null, "", location.pathname + location.search);
  setTimeout(() => stayLinked(session), RENEWED_EVERY_MS);
  return refusal;
}

// The code of the server's refusal; null for none.
async function refusalIn(response) {
  const said = await response.json().catch(() => null);
  return response.ok ? null : said?.error?.code ?? "unauthorised";
}

// A link that was cut or mangled may hold what cannot be decoded, or not be sent: as it stands it is a wrong token, which
// the server refuses like any other.
function tokenInAddress() {
  const written = location.hash.slice(1);
  try {
    const token = decodeURIComponent(written);
    new Headers({ Authorization: token });
    return token;
  } catch {
    return written;
  }
}

// Begin the cookie's time anew, now and each day, so that a tablet on its wall never runs out. The cookie has
// weeks left, so what goes wrong waits for the next day.
async function stayLinked(session) {
  setTimeout(() => stayLinked(session), RENEWED_EVERY_MS);
  try {
    const response = await fetch(session, { method: "POST", signal: AbortSignal.timeout(ANSWER_MS) });
    await response.arrayBuffer();
  } catch {
    // no line: there is another day
  }
}

// One room's line. *onView* gets each picture, *onGone* the code by which the server turned it away; ask *state* as often
// as you like.
// Not EventSource: that one can neither say which language it wants nor tell why it was turned away.
export class Line {
  constructor(room, language, { onView, onGone }) {
    this.address = `/api/v1/rooms/${encodeURIComponent(room)}`;
    this.language = language;
    this.onView = onView;
    this.onGone = onGone;
    this.heard = null;
    this.failing = false;
    this.newest = 0;
    this.listening = new AbortController();
    // A tablet that wakes up must not wait for the next ping to learn that its line is gone.
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  // {online, age_s}: whether the connection lives, and the seconds since anything came (null: never).
  state() {
    const age_s = this.heard && Math.max(Date.now() - this.heard.date, performance.now() - this.heard.tick) / 1000;
    return { online: age_s !== null && !this.failing && age_s < SILENT_S, age_s };
  }

  // Note that what is shown came at that time, and not to this page.
  heardAt(date) {
    this.heard ??= { date, tick: performance.now() };
  }

  speak(language) {
    this.language = language;
    this.listening.abort();
  }

  // Listen for ever; after each connection another follows.
  async run() {
    for (let failures = 0; ; failures++) {
      try {
        await this.listen(() => { failures = 0; });
      } catch {
        // the line broke or fell silent: refresh tells whether the server is there at all
        await this.refresh();
      }
      await pause(failures);
    }
  }

  async listen(onLife) {
    this.listening = new AbortController();
    const silence = new Silence(ANSWER_MS, () => this.listening.abort());
    try {
      const response = await this.ask("/events", this.listening.signal);
      if (!response.ok) return await this.refused(response);
      await this.refresh();
      const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { done, value } = await text.read();
        if (done) return;
        silence.over(SILENT_S * 1000);
        onLife();
        this.live();
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        blocks.forEach((block) => this.hear(block));
      }
    } finally {
      silence.end();
    }
  }

  // Take one event of the stream; a ping only shows that the connection lives.
  hear(block) {
    const lines = block.split("\n");
    const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
    if (lines.some((line) => /^event: ?room$/.test(line))) this.take(JSON.parse(data));
  }

  async refresh() {
    try {
      const response = await this.ask("", AbortSignal.timeout(ANSWER_MS));
      if (response.ok) this.take(await response.json());
      else await this.refused(response);
    } catch {
      this.failing = true;
    }
  }

  ask(path, signal) {
    return fetch(this.address + path, { headers: { "Accept-Language": this.language }, cache: "no-store", signal });
  }

  async refused(response) {
    this.failing = true;
    const code = await refusalIn(response);
    if ([401, 403, 404].includes(response.status)) this.onGone(code);
  }

  // The newest picture wins: one that was asked for may arrive after an event that is younger.
  take(view) {
    this.live();
    if (Date.parse(view.now) < this.newest) return;
    this.newest = Date.parse(view.now);
    this.onView(view);
  }

  live() {
    this.heard = { date: Date.now(), tick: performance.now() };
    this.failing = false;
  }
}

// Calls *onSilence* when nothing came for that long.
class Silence {
  constructor(wait_ms, onSilence) {
    this.onSilence = onSilence;
    this.over(wait_ms);
  }

  over(wait_ms) {
    this.end();
    this.timer = setTimeout(this.onSilence, wait_ms);
  }

  end() {
    clearTimeout(this.timer);
  }
}

function pause(failures) {
  return new Promise((resume) => setTimeout(resume, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]));
}
