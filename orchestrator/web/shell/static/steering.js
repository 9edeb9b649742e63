// What the page of chair and secretary does beyond council.js: finds people in the list, counts time up, says what is wrong
// beside its field, and takes the keyboard along. Each form works without it.

const page = document.querySelector("[data-sitting]");
const find = document.querySelector("[data-find]");
const found = document.getElementById("found");
const rows = document.getElementById("part-rows");
const offset = Number(page.dataset.now) - Date.now();

// ---- time since something

setInterval(since, 500);
document.addEventListener("sitting", since);
since();
function since() {
  for (const element of page.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + offset - Number(element.dataset.since)) / 1000));
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (element.textContent !== text) element.textContent = text;
    if (element.nextElementSibling?.matches("time")) element.nextElementSibling.hidden = true;
  }
}

// ---- the list

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function filter() {
  const words = plain(find.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows.querySelectorAll("li")) {
    const name = plain(row.dataset.name);
    row.hidden = !words.every((word) => name.includes(word));
    count += !row.hidden;
  }
  found.textContent = words.length ? `${found.dataset.found} ${count}` : "";
}

find?.addEventListener("input", filter);
find?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  rows.querySelector("li:not([hidden]) button")?.focus();
});
rows?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    find.focus();
    find.select();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const shown = [...rows.querySelectorAll("li:not([hidden])")];
  const at = shown.indexOf(event.target.closest("li"));
  const next = shown[at + (event.key === "ArrowDown" ? 1 : -1)];
  const button = next?.querySelector("button");
  if (!button) return;
  event.preventDefault();
  button.focus();
});
document.addEventListener("sitting", (event) => {
  if (find?.value && event.detail.parts["part-rows"] !== undefined) filter();
});

// ---- what happened

function sift() {
  const kind = document.querySelector("[data-timeline]")?.value ?? "";
  for (const entry of document.querySelectorAll(".acts-told li")) entry.hidden = Boolean(kind) && entry.dataset.kind !== kind;
}
document.addEventListener("change", sift);
document.addEventListener("sitting", sift);

// ---- keys

// With Alt and a letter one goes to a part, in each browser alike: without this script their access keys do, each in its way.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const link = document.querySelector(`.jumps a[accesskey="${event.code.replace("Key", "").toLowerCase()}"]`);
  const part = link && document.getElementById(link.hash.slice(1));
  if (!part) return;
  event.preventDefault();
  part.focus();
  part.scrollIntoView({ block: "start" });
});

// No key acts without Alt: whoever speaks to their computer would press single ones unknowingly (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.code === "KeyR" && find) {
    event.preventDefault();
    find.focus();
    find.select();
  }
  if (event.code === "KeyK") {
    event.preventDefault();
    const help = document.getElementById("help");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }
});

// ---- forms

function only() {
  for (const part of document.querySelectorAll("[data-only]")) {
    const [name, value] = part.dataset.only.split("=");
    part.hidden = part.closest("form").elements[name].value !== value;
  }
}
document.addEventListener("change", only);
document.addEventListener("sitting", only);
only();

// ---- the note about the open item

const item = () => document.querySelector("[data-item]")?.dataset.item ?? "";
const notes = document.getElementById("notes-now");
let written = item();
document.addEventListener("sitting", () => setTimeout(turnNote, 2500)); // what is being saved is saved by then
notes?.addEventListener("focusout", () => setTimeout(turnNote, 2500));
function turnNote() {
  if (!notes || item() === written || notes.contains(document.activeElement)) return;
  written = item();
  document.body.dispatchEvent(new CustomEvent("item-changed"));
}

document.addEventListener("answered", ({ detail: { press, answer } }) => {
  const form = document.querySelector(`form[data-act="${CSS.escape(press.name)}"]`);
  if (!form) return;
  for (const error of form.querySelectorAll("[data-error]")) wrong(form, error, answer.errors?.[error.dataset.error]);
  if (answer.refused) {
    form.querySelector("[aria-invalid]")?.focus();
    return;
  }
  form.reset();
  document.getElementById("told").textContent = answer.told ?? "";
  const fold = form.closest("details.folded");
  if (!fold) return;
  fold.open = false;
  if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
});

function wrong(form, error, sentence) {
  error.textContent = sentence ?? "";
  error.hidden = !sentence;
  error.closest(".field")?.classList.toggle("wrong", Boolean(sentence));
  for (const field of form.querySelectorAll(`[name="${CSS.escape(error.dataset.error)}"]`)) {
    if (sentence) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
