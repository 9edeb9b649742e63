// The meeting on the big screen: Jitsi's IFrame API kept alive, or the event's own link in a frame that gets no scripts.

const LOAD_MS = 10000;
const JOIN_MS = 45000; // a cold videobridge takes half of that
const ASK_EVERY_MS = 5000;
const ASK_AGAIN_MS = 1000;
const ANSWER_MS = 3000;
const MISSES = 2; // one may be a busy machine; a running meeting is not rebuilt for that
const AGAIN_MIN_MS = 2000;
const AGAIN_MAX_MS = 10000; // people sit and wait
const GOODBYE_MS = 1000; // for the hang-up to reach the server before its page is gone

// One conference in a place of its own inside *host*. *onChange* is called when any of the public values changed.
export class Meeting {
  constructor(conference, host, roomName, onChange) {
    this.conference = conference;
    this.roomName = roomName;
    this.onChange = onChange;
    this.joined = false;
    this.participants = null;
    this.trouble = "joining"; // a key of the texts, or null
    this.place = host.appendChild(document.createElement("div"));
    this.leaving = new AbortController();
    this.run();
  }

  // Equal for two conferences that are the same meeting: a newer token alone is no reason to enter again.
  static identity({ deployment, name, link }) {
    return JSON.stringify(deployment ? [deployment, name] : [link]);
  }

  async run() {
    for (let wait_ms = AGAIN_MIN_MS; !this.leaving.signal.aborted; wait_ms = Math.min(2 * wait_ms, AGAIN_MAX_MS)) {
      this.wasIn = false;
      try {
        const Api = await loadApi(this.conference.deployment);
        if (this.leaving.signal.aborted) return;
        await this.sit(Api);
      } catch {
        // the deployment does not answer: tried again below
      }
      if (this.wasIn) wait_ms = AGAIN_MIN_MS;
      this.become({ trouble: this.wasIn ? "rejoining" : "line_down" });
      await elapsed(wait_ms, this.leaving.signal);
    }
  }

  // In the meeting, from the entry until it is lost for whatever reason.
  async sit(Api) {
    const api = new Api(hostOf(this.conference.deployment), this.options());
    const lost = new AbortController();
    this.leaving.signal.addEventListener("abort", () => lost.abort(), { signal: lost.signal });
    const count = () => this.become({ participants: api.getNumberOfParticipants() });
    api.addListener("videoConferenceJoined", () => {
      this.wasIn = true;
      this.become({ joined: true, trouble: null, participants: api.getNumberOfParticipants() });
    });
    for (const event of ["participantJoined", "participantLeft"]) api.addListener(event, count);
    for (const event of ["videoConferenceLeft", "readyToClose"]) api.addListener(event, () => lost.abort());
    api.addListener("errorOccurred", ({ error } = {}) => error?.isFatal !== false && lost.abort());
    try {
      await Promise.race([watch(api, this, lost.signal), elapsed(Infinity, lost.signal)]);
    } finally {
      lost.abort();
      if (this.leaving.signal.aborted) await goodbye(api, this.ending);
      api.dispose();
      this.become({ joined: false, participants: null });
    }
  }

  options() {
    const { deployment, name, token } = this.conference;
    return {
      roomName: name,
      ...(token ? { jwt: token } : {}),
      parentNode: this.place,
      width: "100%",
      height: "100%",
      noSSL: deployment.startsWith("http:"),
      userInfo: { displayName: this.roomName },
      configOverwrite: { prejoinConfig: { enabled: false }, prejoinPageEnabled: false, disableDeepLinking: true, startWithAudioMuted: false },
      interfaceConfigOverwrite: { DISABLE_JOIN_LEAVE_NOTIFICATIONS: true, MOBILE_APP_PROMO: false },
    };
  }

  become(changes) {
    const changed = Object.entries(changes).some(([key, value]) => this[key] !== value);
    Object.assign(this, changes);
    if (changed && !this.leaving.signal.aborted) this.onChange();
  }

  // Leave; *ending*, for everybody.
  dispose({ ending = false } = {}) {
    this.ending = ending;
    this.leaving.abort();
    this.place.hidden = true;
    setTimeout(() => this.place.remove(), GOODBYE_MS + 200);
  }
}

// The event's own meeting: shown, and no more known of it. Only https; nothing of ours reaches into the frame.
export class ForeignMeeting {
  constructor({ link }, host) {
    this.joined = null;
    this.participants = null;
    this.trouble = "guest_link";
    this.place = host.appendChild(document.createElement("div"));
    if (!link.startsWith("https://")) return;
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-forms allow-popups allow-same-origin";
    frame.allow = "camera; microphone; display-capture; autoplay";
    frame.referrerPolicy = "no-referrer";
    frame.src = link;
    this.place.append(frame);
  }

  dispose() {
    this.place.remove();
  }
}

// Returns when the frame no longer answers, or takes too long to be in the meeting; throws when the deployment does not
// answer and it is not. The count of participants is kept on our side of the frame, so that a question which only the
// frame can answer is asked as well.
async function watch(api, meeting, signal) {
  const begun = performance.now();
  for (let misses = 0; misses < MISSES;) {
    await elapsed(misses ? ASK_AGAIN_MS : ASK_EVERY_MS, signal);
    if (signal.aborted || (!meeting.joined && performance.now() - begun > JOIN_MS)) return;
    if (!meeting.joined) {
      await loadApi(meeting.conference.deployment).catch((error) => {
        if (!meeting.joined) throw error; // else it let us in meanwhile
      });
      continue;
    }
    meeting.become({ participants: api.getNumberOfParticipants() });
    misses = (await answers(api)) ? 0 : misses + 1;
  }
}

function answers(api) {
  const late = elapsed(ANSWER_MS).then(() => false);
  return Promise.race([Promise.resolve(api.isAudioMuted()).then(() => true, () => false), late]);
}

async function goodbye(api, ending) {
  if (ending) api.executeCommand("endConference");
  api.executeCommand("hangup"); // in any case: not every deployment can end a conference
  await elapsed(GOODBYE_MS);
}

// The deployment's IFrame API, from the deployment and no cache: that it comes is the sign that somebody is there. A
// frame says nothing of a page that could not be loaded.
function loadApi(deployment) {
  const address = `${deployment.replace(/\/+$/, "")}/external_api.js?${Date.now()}`;
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

function hostOf(deployment) {
  const { host, pathname } = new URL(deployment);
  return host + pathname.replace(/\/+$/, "");
}

// Resolves after so long, or as soon as *signal* is given.
function elapsed(wait_ms, signal) {
  return new Promise((resume) => {
    if (signal?.aborted) return resume();
    const timer = wait_ms === Infinity ? null : setTimeout(resume, wait_ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resume(); }, { once: true });
  });
}
