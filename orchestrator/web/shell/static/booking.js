// The form of a booking, for who types quickly: times are written out, the end moves with the start, and a free time or
// room that is pressed goes into the fields. Without this script the same buttons send the form, which comes back filled.

const DAY = 24 * 60;
const HOUR = 60;
const form = document.querySelector("form.form");
const [day, since, until] = ["day", "since", "until"].map((name) => form.elements[name]);
let began = minutes(since.value);

since.addEventListener("change", () => {
  const start = minutes(since.value);
  if (start === undefined) return;
  const end = minutes(until.value);
  if (end === undefined) until.value = clock(Math.min(start + HOUR, DAY));
  else if (began !== undefined && end > began) until.value = clock(Math.min(start + end - began, DAY));
  began = start;
});

for (const field of [since, until]) {
  field.addEventListener("change", () => {
    const typed = minutes(field.value);
    if (typed !== undefined) field.value = clock(typed);
  });
  // What stands there may have come by itself: what is typed replaces it, after a click too.
  field.addEventListener("focus", () => field.select());
  field.addEventListener("mousedown", (event) => {
    if (document.activeElement === field) return;
    event.preventDefault();
    field.focus();
  });
}

form.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (!pick) return;
  event.preventDefault();
  fill(pick.value.split(" "));
  since.focus();
  since.dispatchEvent(new Event("input", { bubbles: true }));
});

function fill(words) {
  if (words.length === 1) {
    for (const room of form.querySelectorAll('[name="room"]')) room.checked = room.value === words[0];
    return;
  }
  [day.value, since.value, until.value] = words;
  began = minutes(since.value);
}

// As the service reads them: 9, 930, 9.30, 9:30, 14:00.
function minutes(text) {
  const said = text.trim().toLowerCase();
  const match =
    /^(?:(?:ore|h|at)\s*)?(\d{1,2})(?:\s*(?:[.:,h]|\s)\s*(\d{2}))?(?:\s*h)?$/.exec(said) ?? /^(\d{1,2})(\d{2})$/.exec(said);
  if (!match) return undefined;
  const left = Number(match[2] ?? 0);
  const total = Number(match[1]) * HOUR + left;
  return left < HOUR && total <= DAY ? total : undefined;
}

function clock(total) {
  return `${String(Math.floor(total / HOUR)).padStart(2, "0")}:${String(total % HOUR).padStart(2, "0")}`;
}
