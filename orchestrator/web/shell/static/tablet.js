// What the tablet in a hall does beyond what its pages do without scripts: names are found without asking the service, digits are
// typed on the page, a press is sent until it is answered, and nothing of anybody stays on the screen.

const IDLE_MS = 20000;
const WARN_MS = 8000;
const AGAIN_MS = 500;
const GIVE_UP_MS = 60000;

// ---- nobody's page stays open

const leaveFor = document.body.dataset.idle;
let touched = performance.now();
let sending = false;
for (const name of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(name, () => (touched = performance.now()), { capture: true, passive: true });
if (leaveFor) setInterval(leaveWhenIdle, 250);
addEventListener("pageshow", (event) => event.persisted && location.replace(leaveFor ?? location.href));

function leaveWhenIdle() {
  const left_ms = sending ? IDLE_MS : IDLE_MS - (performance.now() - touched);
  const note = document.getElementById("idle");
  const words = left_ms < WARN_MS ? note.dataset.words.replace("{n}", Math.max(1, Math.ceil(left_ms / 1000))) : "";
  if (note.textContent !== words) note.textContent = words;
  if (left_ms <= 0) location.replace(leaveFor);
}

// What was said of the press before goes away by itself.
for (const banner of document.querySelectorAll("[data-goes]")) setTimeout(() => banner.remove(), Number(banner.dataset.goes));

// ---- digits

const pin = document.getElementById("pin");
const keypad = document.getElementById("keypad");
if (keypad) {
  keypad.hidden = false;
  pin.inputMode = "none"; // no keyboard of the system over ours
  keypad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]");
    if (!key) return;
    pin.value = key.dataset.digit === "" ? pin.value.slice(0, -1) : (pin.value + key.dataset.digit).slice(0, 6);
    document.getElementById("said").textContent = "";
  });
}

// ---- names: each letter narrows the list

const names = document.getElementById("names");
const letters = document.getElementById("letters");
const search = document.getElementById("find-name");
const all = [...(names?.children ?? [])].map((row) => ({ row, words: row.dataset.words.split(" ") }));
const whole = names !== null && search.value === "";
if (whole) {
  letters.addEventListener("click", (event) => {
    const key = event.target.closest("[data-letter]");
    if (!key) return;
    event.preventDefault();
    narrow(plain(search.value).join(" ") + key.dataset.letter);
    letters.querySelector("a")?.focus({ preventScroll: true });
  });
  search.addEventListener("input", () => narrow(search.value, false));
  search.form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("all-names").addEventListener("click", (event) => {
    event.preventDefault();
    narrow("");
  });
  setInterval(() => search.value && performance.now() - touched > IDLE_MS && narrow(""), 500);
}

function narrow(text, write = true) {
  if (write) search.value = text;
  const starts = plain(text);
  let count = 0;
  for (const { row, words } of all) {
    row.hidden = !fits(words, starts);
    if (!row.hidden) count += 1;
  }
  document.getElementById("all-names").hidden = text === "";
  const { one, several, none } = names.dataset;
  const told = count === 1 ? one : count ? several.replace("{n}", count) : none;
  document.getElementById("looked").textContent = text ? `${starts.join(" ")} · ${told}` : "";
  showLetters(starts);
}

function showLetters(starts) {
  const start = starts.at(-1) ?? "";
  const next = new Set();
  for (const { words } of all) {
    if (fits(words, starts)) for (const word of words) if (word.startsWith(start) && word.length > start.length) next.add(word[start.length]);
  }
  const address = search.form.getAttribute("action");
  letters.replaceChildren(
    ...[...next].sort().map((letter) => {
      const key = document.createElement("a");
      key.className = "key";
      key.href = `${address}?q=${encodeURIComponent(starts.join(" ") + letter)}`;
      key.dataset.letter = key.textContent = letter;
      return key;
    }),
  );
}

function fits(words, starts) {
  return starts.every((start) => words.some((word) => word.startsWith(start)));
}

// The words of a text in capitals without accents and apostrophes, as the service makes them of names.
function plain(text) {
  const flat = text.toUpperCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[\s-]/g, " ");
  return flat.replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean);
}

// ---- the code at the door is another one each minute

const door = document.getElementById("door");
if (door) askForDoor();

function askForDoor() {
  setTimeout(async () => {
    try {
      const answer = await fetch(door.dataset.door, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (answer.status === 200) door.innerHTML = await answer.text();
    } catch {
      door.querySelector("[data-again]").dataset.again = 2000; // the line is away: the code on the screen is soon no good
    }
    askForDoor();
  }, Number(door.querySelector("[data-again]")?.dataset.again ?? 5000));
}

// ---- presses

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-tablet]")) return;
  event.preventDefault();
  if (!sending) void send(form, new URLSearchParams(new FormData(form, event.submitter)));
});

async function send(form, fields) {
  const said = document.getElementById("said");
  const begun = performance.now();
  sending = true;
  said.textContent = "";
  form.dataset.waits = "";
  form.setAttribute("aria-busy", "true");
  let answer;
  while (!(answer = await once(form.action, fields)) && performance.now() - begun < GIVE_UP_MS) {
    said.textContent = form.dataset.lost;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  if (answer?.next) return location.replace(answer.next);
  said.textContent = answer ? answer.refused : form.dataset.gaveUp;
  delete form.dataset.waits;
  form.removeAttribute("aria-busy");
  sending = false;
  touched = performance.now();
  if (pin) {
    pin.value = "";
    pin.focus();
  }
}

// What became of it; nothing where it has to be sent again. The form's id is the same, so that it is done once.
async function once(address, fields) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(10000),
    });
    if (answer.type === "opaqueredirect") return { next: location.href };
    if (answer.status >= 500 || answer.status === 429) return undefined;
    const told = await answer.json();
    return answer.ok ? told : { refused: told.refused ?? told.error?.message ?? "" };
  } catch {
    return undefined;
  }
}
