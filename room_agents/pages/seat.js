// Which window of this screen sits in the meeting, and what windows of it remember together.

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
    this.conference = null;
  }

  begin(conference) {
    this.conference = conference;
  }

  // The newest press that was obeyed.
  get opened_at() {
    return this.read().opened_at ?? null;
  }

  // How people took the room out, {how, rejoin_at}, or null.
  get out() {
    return this.read().out ?? null;
  }

  open(opened_at) {
    this.write({ opened_at });
  }

  // *rejoin_at*: the newest press for entering again that was known by then.
  leave(how, rejoin_at = null) {
    this.write({ out: { how, rejoin_at } });
  }

  enter() {
    this.write({ out: null });
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key)) ?? {};
      return kept.conference === this.conference ? kept : {};
    } catch {
      return {};
    }
  }

  write(changes) {
    localStorage.setItem(this.key, JSON.stringify({ ...this.read(), conference: this.conference, ...changes }));
  }
}
