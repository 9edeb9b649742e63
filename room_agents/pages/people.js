// How many people are in a meeting: each once, the room itself among them, and no ghost of it from before a crash.
import { within } from "./timing.js";

const ANSWER_MS = 3000;

export class People {
  // *ours*: the id that our token gives the room, and the name it goes by.
  constructor(api, ours) {
    this.api = api;
    this.ours = ours;
    this.me = null;
    this.ghosts = new Set();
    this.users = new Map(); // the ids of tokens by those of participants, where clients tell them
    this.kicked = new Set();
    api.addListener("participantJoined", (participant) => this.meet(participant));
    api.addListener("participantLeft", ({ id }) => this.forget(id));
  }

  forget(id) {
    this.ghosts.delete(id);
    this.users.delete(id);
  }

  // Another with our own id or name is the room itself, left over from a frame that died.
  meet({ id, displayName, userContext }) {
    this.users.set(id, userContext?.id);
    const isOurs = userContext?.id ? userContext.id === this.ours.id : displayName === this.ours.name;
    if (isOurs && id !== this.me) this.ghosts.add(id);
  }

  // Put out whoever is to leave, each device once: who may not stay may come again, and is another participant then.
  putOut(people) {
    for (const [id, user] of this.users) {
      const leaves = people.some((person) => (user ? person.user === user : person.participants?.includes(id)));
      if (!leaves || this.kicked.has(id)) continue;
      this.kicked.add(id);
      this.api.executeCommand("kickParticipant", id);
    }
  }

  // In all rooms of the meeting, breakout rooms too, where the deployment tells them.
  async count() {
    const rooms = (await within(ANSWER_MS, this.api.getRoomsInfo?.()))?.rooms;
    if (!Array.isArray(rooms)) return Math.max(0, this.api.getNumberOfParticipants() - this.ghosts.size);
    const present = rooms.flatMap(({ participants = [] }) => participants);
    return new Set(present.map(({ id }) => id).filter((id) => id && !this.ghosts.has(id))).size;
  }

  // Our role, where it is told: true for a moderator.
  async isModerator() {
    const rooms = (await within(ANSWER_MS, this.api.getRoomsInfo?.()))?.rooms ?? [];
    const role = rooms.flatMap(({ participants = [] }) => participants).find(({ id }) => id === this.me)?.role;
    return role ? role === "moderator" : null;
  }
}
