// What people see of a meeting: who is there and how, who knocks, the rooms, and what they may press.
const at = (id) => document.getElementById(id);

export function button(text, press, label = text) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, ariaLabel: label });
  made.addEventListener("click", press);
  return made;
}

// A tile for each of *people*; who moderates may mute and put out each other.
export function showPeople(people, { me, moderates, obey }) {
  at("people").replaceChildren(...people.map(({ id, displayName, audio, video, hand }) => {
    const tile = document.createElement("li");
    const name = Object.assign(document.createElement("strong"), { textContent: displayName });
    const states = [audio === false && "microfono acceso", video === false && "telecamera accesa", hand && "mano alzata"];
    const state = Object.assign(document.createElement("small"), { textContent: states.filter(Boolean).join(", ") });
    tile.append(name, state);
    if (moderates && id !== me) {
      tile.append(
        button("Zittisci", () => obey("muteRemoteParticipant", id, "audio"), `Zittisci ${displayName}`),
        button("Fai uscire", () => obey("kickParticipant", id), `Fai uscire ${displayName}`),
      );
    }
    return tile;
  }));
}

export function showKnocking(people, obey) {
  at("knocking").replaceChildren(...people.map(({ id, name }) => {
    const line = document.createElement("li");
    line.append(
      `${name} chiede di entrare `,
      button("Ammetti", () => obey("answerKnockingParticipant", id, true), `Ammetti ${name}`),
      button("Rifiuta", () => obey("answerKnockingParticipant", id, false), `Rifiuta ${name}`),
    );
    return line;
  }));
}

// The rooms of the meeting, once there are several: each but one's own can be entered.
export function showRooms(rooms, me, obey) {
  at("rooms").replaceChildren(...rooms.filter(({ participants }) => !participants.some(({ id }) => id === me)).map(({ id, isMainRoom, name }) => {
    const line = document.createElement("li");
    line.append(button(isMainRoom ? "Torna alla sala principale" : `Entra in ${name}`, () => obey("joinBreakoutRoom", isMainRoom ? undefined : id)));
    return line;
  }));
}

export function showModerating(moderates) {
  for (const control of document.querySelectorAll("[data-moderator]")) control.hidden = !moderates;
}
