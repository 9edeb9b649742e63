// The meeting on the door's own page: nothing disturbs who is in it but their own link being taken back, or the meeting's other
// name: then they go in anew from the door.

import { answerPrompt } from "./prompt.js";

const CHECK_MS = 20000;
const frame = document.querySelector("[data-inside]");
const { inside, meeting, password } = frame.dataset;
answerPrompt(frame, () => password);

async function look() {
  try {
    const answer = await fetch(`${inside}/still`, { cache: "no-store" });
    const told = await answer.json();
    const isRemoved = answer.status === 410 && told.shut === "removed";
    if (isRemoved || (answer.ok && told.meeting !== meeting)) location.replace(inside);
  } catch {
    // the service is away, and the meeting needs it for nothing
  }
}

setInterval(() => void look(), CHECK_MS);
window.addEventListener("online", () => void look());
