// Which window of this screen is in the meeting, and what its windows remember together.

// Resolves when this window has the room's seat, which it keeps until it closes.
export function seatOf(room) {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve();
    navigator.locks.request(`regia-stage-${room}`, () => new Promise(() => resolve()));
  });
}

// What was done in one conference, kept beyond a reload, so that no press is obeyed twice and nobody who was put out
// walks in again. Of another conference nothing is remembered.
export class Memory {
  constructor(room) {
    this.key = `regia-stage-${room}`;
    this.kept = {};
  }

  // Remember this conference from now on, with what this window or another has noted of it.
  begin(conference) {
    const kept = stored(this.key);
    this.kept = kept.conference === conference ? kept : { conference };
  }

  // The newest press about one part of the meeting that was obeyed; an older page kept one for microphone and camera.
  obeyed(part) {
    return this.kept.obeyed?.[part] ?? (part === "lobby" ? null : this.kept.opened_at ?? null);
  }

  // How people took the room out, {how, rejoin_at}, or null.
  get out() {
    return this.kept.out ?? null;
  }

  obey(part, at) {
    this.note({ obeyed: { ...this.kept.obeyed, [part]: at } });
  }

  // *rejoin_at*: the newest press for entering again that was known by then.
  leave(how, rejoin_at = null) {
    this.note({ out: { how, rejoin_at } });
  }

  enter() {
    if (this.out) this.note({ out: null });
  }

  note(changes) {
    Object.assign(this.kept, changes);
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // a browser that keeps nothing: until the next reload then
    }
  }
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}
