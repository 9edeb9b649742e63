// What the panel keeps in the page's own storage: the last picture of the room, for when the service is away at a
// reload. The server has masked it already. A tablet that has lost its access keeps nothing.

const name = (room) => `regia.view.${room}`;

// {view, at}: the last picture and when it came, by the tablet's clock; null for none.
export function kept(room) {
  try {
    return JSON.parse(localStorage.getItem(name(room)));
  } catch {
    return null; // storage that is switched off, or something else in it
  }
}

export function keep(room, view) {
  try {
    localStorage.setItem(name(room), JSON.stringify({ view, at: Date.now() }));
  } catch {
    // full or switched off: the panel works without it
  }
}

export function forget(room) {
  try {
    localStorage.removeItem(name(room));
  } catch {
    // there is none
  }
}
