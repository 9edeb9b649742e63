// What people want of the meeting on or off: obeyed once for each press, by absolute values, and read back from the
// meeting's events. A hand in the meeting that changes it later is left alone, as with every device.
import { elapsed } from "./timing.js";

const TOLD_MS = 1500; // an event comes within a tenth of that
const ACTS = ["microphone", "camera", "lobby"]; // obeyed once; the tiles are a wish of each new frame

export class Wishes {
  // *around*: {memory, media, moderates()}; *onChange* is called when what is known of tiles or lobby changes.
  constructor(api, around, signal, onChange) {
    Object.assign(this, { api, around, signal, onChange, tiles: null, lobby: null, arranged: null });
    api.addListener("tileViewChanged", ({ enabled }) => this.noteTiles(enabled));
  }

  // Obey the presses of *conference* that were not obeyed yet.
  consider(conference) {
    for (const part of ACTS) {
      const wish = wishFor(conference, part);
      if (!wish) continue;
      if (isNewer(wish.at, this.around.memory.obeyed(part))) this.obey(part, wish, isOthers(conference, part, wish));
      else if (part === "lobby") this.lobby = wish.on; // asked for by an earlier frame
    }
    const tiles = wishFor(conference, "tiles");
    if (tiles && tiles.at !== this.arranged) this.arrange(tiles);
  }

  obey(part, { on, at }, isOthers) {
    if (part === "lobby" && !this.around.moderates()) return;
    this.around.memory.obey(part, at);
    if (isOthers) return;
    if (part === "lobby") this.askLobby(on);
    else this.around.media.turn(part, on);
  }

  // Nothing comes back of what is so already, so then the other way is shown for a moment: what nobody told is no fact.
  async arrange({ on, at }) {
    this.arranged = at;
    if (this.tiles === on) return;
    this.api.executeCommand("setTileView", on);
    await elapsed(TOLD_MS, this.signal);
    if (this.signal.aborted || this.tiles !== null || this.arranged !== at) return;
    this.api.executeCommand("setTileView", !on);
    this.api.executeCommand("setTileView", on);
  }

  noteTiles(enabled) {
    if (typeof enabled !== "boolean" || this.tiles === enabled) return;
    this.tiles = enabled;
    this.onChange();
  }

  askLobby(on) {
    this.api.executeCommand("toggleLobby", on);
    this.lobby = on;
    this.onChange();
  }
}

// Whether another room of the meeting leads it with sound, so that *Inizia* opens no microphone here; a press for it alone does.
function isOthers({ sound_from, opened_at }, part, { at }) {
  return part === "microphone" && Boolean(sound_from) && at === opened_at;
}

// The newest press about one *part*, {on, at}: opening both microphone and camera counts for each of them.
export function wishFor({ opened_at, wishes = {} }, part) {
  const both = opened_at && ["microphone", "camera"].includes(part) ? { on: true, at: opened_at } : null;
  const own = wishes[part] ?? null;
  return own && (!both || !isNewer(both.at, own.at)) ? own : both;
}

// Whether *time* is later than *other*, or *other* is none.
export function isNewer(time, other) {
  return Boolean(time) && !(Date.parse(time) <= Date.parse(other ?? ""));
}
