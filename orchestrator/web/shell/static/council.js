// A page that follows a sitting. Its element with data-sitting="/address/of/events" hears which parts have changed, and puts each
// into the element of that id. A form with data-act is sent until it is answered: each press has an id of its own, so that it is
// done once, however often it is sent; data-sending says so meanwhile. What was not answered when a page was left is sent when it
// comes back. Without this script the same forms are sent by themselves.

const page = document.querySelector("[data-sitting]");
const SILENT_MS = 12000; // the service says something every 5 s
const AGAIN_MS = 400;
const KEPT = `presses of ${location.pathname}`;
const line = document.getElementById("line"); // says that the page is cut off, and that what was pressed is on its way
const said = document.getElementById("said"); // says why something was not done
let heard = performance.now();
let events;
let steered = page.dataset.steered ?? "0";
const waiting = new Map(); // parts that came while somebody was typing into them
const presses = kept();
let sendingNow = false;

follow();
setInterval(watch, 1000);
setInterval(count, 250);
sendAll();

function follow() {
  events?.close();
  events = new EventSource(page.dataset.sitting);
  events.addEventListener("parts", (event) => {
    alive();
    const told = JSON.parse(event.data);
    steered = String(told.steered);
    for (const [id, html] of Object.entries(told.parts)) put(id, html);
    document.dispatchEvent(new CustomEvent("sitting", { detail: told }));
  });
  events.addEventListener("ping", alive);
  events.addEventListener("over", () => location.reload());
  const mine = events;
  mine.addEventListener("error", () => {
    mine.close(); // browsers would wait for three to five seconds before they try again
    setTimeout(() => mine === events && follow(), AGAIN_MS);
  });
}

function alive() {
  heard = performance.now();
  tell();
}

function watch() {
  const silent = performance.now() - heard > SILENT_MS || events.readyState !== EventSource.OPEN;
  if (silent && events.readyState === EventSource.OPEN) follow(); // a line that is dead without having said so
  if (silent && performance.now() - heard > 1500) tell(true);
  if (parent !== window) parent.postMessage({ regia: "council", line: page.dataset.line }, "*"); // the hall's big screen, which shows it while it lives
}

addEventListener("online", follow);
addEventListener("pageshow", (event) => event.persisted && follow());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && events.readyState !== EventSource.OPEN) follow();
});

function tell(lost = false) {
  page.dataset.line = lost ? "lost" : presses.length ? "sending" : "ok";
  if (!line) return;
  const words = lost ? line.dataset.lost : presses.length ? line.dataset.sending : "";
  if (line.textContent !== words) line.textContent = words ?? "";
}

// ---- parts

function put(id, html) {
  const part = document.getElementById(id);
  if (!part) return;
  const focus = document.activeElement;
  if (part.contains(focus) && focus.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
    waiting.set(id, html);
    return;
  }
  waiting.delete(id);
  const open = new Set([...part.querySelectorAll("details[open][id]")].map((details) => details.id));
  const within = part.contains(focus);
  const mark = within ? markOf(focus) : null;
  const typed = typedIn(part);
  part.innerHTML = html;
  for (const opened of open) document.getElementById(opened)?.setAttribute("open", "");
  for (const field of typed) retype(document.getElementById(field.id), field);
  // What was pressed is often gone: then the keyboard goes on from the part's head.
  if (within) ((mark && part.querySelector(mark)) ?? part.querySelector("[data-focus]"))?.focus({ preventScroll: true });
  for (const form of part.querySelectorAll("form[data-act]")) look(form);
}

// Once nobody types into it any more; where the keyboard has gone on within the same part, it waits on.
document.addEventListener("focusout", () => setTimeout(() => waiting.forEach((html, id) => put(id, html)), 0));

// What was typed and not sent yet stays, also where it is not being typed right now.
function typedIn(part) {
  const fields = [...part.querySelectorAll("input[id], textarea[id], select[id]")];
  return fields.filter((field) => field.checked !== field.defaultChecked || isTyped(field));
}

function isTyped(field) {
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return !field.matches("[type=checkbox], [type=radio]") && field.value !== field.defaultValue;
}

function retype(field, typed) {
  if (!field || field.type !== typed.type) return;
  if (field.matches("[type=checkbox], [type=radio]")) field.checked = typed.checked;
  else field.value = typed.value;
}

function markOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const form = element.closest("form[data-act]");
  if (!form) return null;
  const named = element.name ? `[name="${CSS.escape(element.name)}"]` : "button";
  const valued = element.value ? `[value="${CSS.escape(element.value)}"]` : "";
  return `form[data-act="${CSS.escape(form.dataset.act)}"] ${named}${valued}`;
}

// The time that is left of what has data-until, in milliseconds of the service's clock, which data-now told.
const offset = Number(page.dataset.now ?? Date.now()) - Date.now();
function count() {
  for (const element of page.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.ceil((Number(element.dataset.until) - Date.now() - offset) / 1000));
    if (element.textContent !== String(left)) element.textContent = String(left);
  }
}

// ---- presses

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-act]") || event.defaultPrevented) return;
  event.preventDefault();
  event.stopPropagation(); // pages.js would hold the second press of a form for the first
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  fields.set("form_id", chance());
  fields.set("revision", steered);
  if (page.dataset.csrf) fields.set("csrf", page.dataset.csrf);
  const name = form.dataset.act;
  if (presses.some((press) => press.name === name && press.body === without(fields))) return; // the same, on its way already
  if (said) said.textContent = "";
  presses.push({ name, url: form.action, fields: fields.toString(), body: without(fields) });
  keep();
  look(form);
  sendAll();
});

function without(fields) {
  const meant = new URLSearchParams(fields);
  for (const name of ["form_id", "revision", "csrf"]) meant.delete(name);
  return meant.toString();
}

// A form of which a press is on its way says so, and takes no other.
function look(form) {
  const sending = presses.some((press) => press.name === form.dataset.act);
  form.toggleAttribute("data-waits", sending);
  form.setAttribute("aria-busy", String(sending));
  const words = form.querySelector("[data-sending]");
  if (words) words.textContent = sending ? words.dataset.sending : "";
}

function lookAll() {
  for (const form of document.querySelectorAll("form[data-act]")) look(form);
  tell(page.dataset.line === "lost");
}

async function sendAll() {
  if (sendingNow) return;
  sendingNow = true;
  while (presses.length) {
    lookAll();
    const press = presses[0];
    const answer = await send(press);
    if (!answer) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      continue;
    }
    presses.splice(presses.indexOf(press), 1);
    keep();
    document.dispatchEvent(new CustomEvent("answered", { detail: { press, answer } }));
    if (answer.refused && said) said.textContent = answer.refused;
    if (answer.gone) location.reload();
  }
  sendingNow = false;
  lookAll();
}

// What became of it; nothing where it has to be sent again.
async function send(press) {
  try {
    const answer = await fetch(press.url, {
      method: "POST",
      body: press.fields,
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(10000),
    });
    if (answer.type === "opaqueredirect") return { gone: true };
    if (answer.status >= 500 || answer.status === 429) return undefined;
    const told = await answer.json().catch(() => undefined);
    if (answer.ok) return told; // nothing where somebody else answered, as a proxy does
    const sentence = told?.refused ?? told?.error?.message;
    return sentence ? { ...told, refused: sentence } : { gone: true };
  } catch {
    return undefined;
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

function keep() {
  if (presses.length) sessionStorage.setItem(KEPT, JSON.stringify(presses));
  else sessionStorage.removeItem(KEPT);
}

// A UUID of chance (RFC 9562 5.4): randomUUID is for https alone, and halls have tablets on plain http.
function chance() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
