// What the big screen does by itself: its clock, and the code at the door, which is another one each minute.

const shown = document.getElementById("clock");
const offset_ms = Number(document.body.dataset.now) - Date.now(); // the service's clock, not this machine's
const format = new Intl.DateTimeFormat("it-IT", { hour: "2-digit", minute: "2-digit", timeZone: shown.dataset.zone });
setInterval(() => {
  const time = format.format(Date.now() + offset_ms);
  if (shown.textContent !== time) shown.textContent = time;
}, 500);

const door = document.getElementById("door");
askForDoor();

function askForDoor() {
  setTimeout(async () => {
    try {
      const answer = await fetch(door.dataset.door, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (answer.ok) door.innerHTML = await answer.text();
      else door.querySelector("[data-again]").dataset.again = 5000;
    } catch {
      door.querySelector("[data-again]").dataset.again = 2000; // the line is away
    }
    askForDoor();
  }, Number(door.querySelector("[data-again]")?.dataset.again ?? 5000));
}
