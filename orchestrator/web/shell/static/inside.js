// The meeting on the door's own page: nothing disturbs who is in it but their own link being taken back.

const CHECK_MS = 20000;
const { inside } = document.querySelector("[data-inside]").dataset;

async function look() {
  try {
    const answer = await fetch(`${inside}/still`, { cache: "no-store" });
    if (answer.status === 410 && (await answer.json()).shut === "removed") location.replace(inside);
  } catch {
    // the service is away, and the meeting needs it for nothing
  }
}

setInterval(() => void look(), CHECK_MS);
window.addEventListener("online", () => void look());
