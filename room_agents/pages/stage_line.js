// The stage's line to its agent: the room as events, what is seen as a word every two seconds, and two questions.

const TELL_MS = 2000;
const AGAIN_MS = 2000;
const ANSWER_MS = 20000; // the agent looks at the deployment itself
const OFFLINE_MS = 10000; // an agent that restarts is back sooner

export class Line {
  // *onRoom* gets each whole picture; *seen* gives what to tell now, or null.
  constructor(room, { onRoom, seen }) {
    this.address = `/stage/${encodeURIComponent(room)}`;
    this.onRoom = onRoom;
    this.seen = seen;
    this.silent_since = null;
    this.telling = false;
    this.listen();
    setInterval(() => this.tell(), TELL_MS);
  }

  get isLost() {
    return this.silent_since !== null && performance.now() - this.silent_since > OFFLINE_MS;
  }

  listen() {
    const events = new EventSource(`${this.address}/events`);
    events.addEventListener("room", ({ data }) => this.onRoom(JSON.parse(data)));
    events.onopen = () => { this.silent_since = null; };
    events.onerror = () => {
      this.silent_since ??= performance.now();
      // The browser tries again by itself unless the answer was a refusal.
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), AGAIN_MS);
    };
  }

  // The next word follows in two seconds, so one that is lost is not repeated.
  async tell() {
    const seen = this.seen();
    if (!seen || this.telling) return;
    this.telling = true;
    try {
      await this.post("/seen", seen, TELL_MS);
    } catch {
      this.silent_since ??= performance.now();
    } finally {
      this.telling = false;
    }
  }

  // The meeting's password, where the room file names one and this computer has it.
  async password() {
    return (await this.ask("/password"))?.password ?? null;
  }

  // Why the meeting's deployment cannot be reached, in few words.
  async cause() {
    return (await this.ask("/cause"))?.reason ?? "no answer";
  }

  async ask(path) {
    try {
      const response = await this.post(path, {}, ANSWER_MS);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  post(path, body, wait_ms) {
    const headers = { "Content-Type": "application/json" };
    return fetch(this.address + path, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(wait_ms) });
  }
}
