// The door of a meeting: it waits, fetches what lets one in as soon as the meeting may open, keeps it in memory alone, and goes
// in at the start by a clock corrected by the server's, though the service has died since. It asks now and then whether the link
// still opens anything, and when. And it tries out the devices.

import { answerPrompt } from "./prompt.js";

const RETRY_MS = 5000;
const CHECK_MS = 20000;
const ASLEEP_MS = 5000;
const SPREAD_MS = 20000;
const door = document.querySelector("[data-door]");
const form = door.querySelector("form");
const said = door.querySelector("[data-said]");
const fields = ["now", "opens", "starts", "ends"].map((name) => Number(door.dataset[name]));
let [, opens, starts, ends] = fields;
// The computer's own clock may be wrong, and be put right while the page waits; this one runs evenly, but may stop in sleep.
let ahead = fields[0] - performance.now(); // of the server's clock
let apart = Date.now() - performance.now();
let asleep = 0;
let ticket; // { key, address }
let asking = false;
let askAgainAt = 0;
let checkAt = nextCheck();
let going = false;
let waited = fields[0] < starts;
let { meeting } = door.dataset;
let password = door.querySelector("[data-password]").textContent;
// Who waits for the opening does not ask in the same moment as all the others; the button is served at once.
const spread = fields[0] < opens ? Math.random() * Math.min(SPREAD_MS, (starts - opens) / 4) : 0;

function nextCheck() {
  return performance.now() + CHECK_MS * (0.75 + Math.random() / 2);
}

const now = () => performance.now() + ahead;
const name = () => (form.elements.name ? form.elements.name.value.trim() : "-");
const key = () => JSON.stringify([name(), form.elements.in_hall?.checked]);

function say(what) {
  const words = said.dataset[what];
  if (words && said.textContent !== words) said.textContent = words;
}

async function fetchTicket() {
  const wanted = key();
  asking = true;
  try {
    const answer = await fetch(`${door.dataset.door}/ticket`, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (isShut(answer)) return;
    const told = await answer.json();
    if (told.now) settle(told);
    if (told.address) ticket = { key: wanted, address: told.address };
    else askAgainAt = performance.now() + RETRY_MS;
  } catch {
    askAgainAt = performance.now() + RETRY_MS;
    if (!ticket) say("lost");
  } finally {
    asking = false;
  }
}

async function checkLink() {
  checkAt = nextCheck();
  try {
    const answer = await fetch(`${door.dataset.door}/still`, { cache: "no-store" });
    if (going) return void (await stayOrFollow(answer));
    if (!isShut(answer) && answer.ok) settle(await answer.json());
  } catch {
    ahead += asleep; // nobody else knows the time now
    asleep = 0;
  }
}

// Who is in the meeting on this page is disturbed by nothing but their own link being taken back, or the meeting's other name.
async function stayOrFollow(answer) {
  const told = await answer.json();
  if (answer.status === 410 && told.shut === "removed") location.reload();
  if (!answer.ok || told.meeting === meeting) return;
  settle(told);
  await fetchTicket();
  if (ticket) show(ticket.address);
}

function isShut(answer) {
  const shut = answer.status === 404 || answer.status === 410;
  if (shut && !going) {
    ticket = undefined; // it was taken back
    location.reload();
  }
  return shut;
}

function settle(told) {
  ahead = told.now - performance.now();
  asleep = 0;
  if (told.meeting !== meeting) ticket = undefined; // it leads to the meeting as it was called before
  ({ meeting } = told);
  showPassword(told.password ?? "");
  const moved = told.opens !== opens || told.starts !== starts || told.ends !== ends;
  ({ opens, starts, ends } = told);
  if (!moved || going) return;
  ticket = undefined; // it is good until long after the end that the meeting had
  askAgainAt = 0;
  waited ||= now() < starts;
  if (!form.elements.name?.value) location.reload(); // the page says other times
}

function showPassword(newest) {
  if (newest === password) return;
  password = newest;
  const place = door.querySelector("[data-password]");
  if (!place) return; // the meeting is there instead
  place.textContent = newest;
  place.closest("section").hidden = !newest;
  place.parentElement.querySelector("[data-copy]").dataset.copy = newest;
}

function noticeSleep() {
  const gone = Date.now() - performance.now() - apart;
  apart += gone;
  if (Math.abs(gone) < ASLEEP_MS) return;
  asleep += Math.max(0, gone);
  checkAt = 0;
}

function go() {
  if (going) return;
  going = true;
  say("going");
  stopDevices();
  if (door.dataset.embedded) show(ticket.address);
  else location.replace(ticket.address);
}

function show(address) {
  const frame = document.createElement("iframe");
  frame.className = "meeting-frame";
  frame.title = door.dataset.embedded;
  frame.allow = "camera; microphone; display-capture; autoplay; fullscreen";
  frame.src = address;
  door.replaceChildren(door.querySelector("h1"), frame);
  answerPrompt(frame, () => password);
  frame.focus();
}

function look() {
  noticeSleep();
  if (going && !door.dataset.embedded) return;
  if (performance.now() >= checkAt) void checkLink();
  if (going || now() >= ends) return;
  const fresh = ticket?.key === key();
  if (waited && now() >= starts && name() && ticket) return void go();
  if (now() < opens + spread) return;
  if (!name()) return void say(waited ? "name" : "");
  if (fresh) return void say(waited ? "open" : "");
  if (!asking && performance.now() >= askAgainAt) void fetchTicket();
}

form.addEventListener("submit", (event) => {
  if (ticket?.key !== key()) return; // the server says what is missing, or lets in
  event.preventDefault();
  event.stopImmediatePropagation();
  go();
}, { capture: true });
form.addEventListener("change", () => { askAgainAt = 0; look(); });
window.addEventListener("online", () => void checkLink());
document.addEventListener("visibilitychange", () => { if (!document.hidden) void checkLink(); });
setInterval(look, 250);
look();

// Trying out: everything stays in this browser.
const check = door.querySelector("[data-check]");
let stream;
let context;

function tell(what, how, more = "") {
  const place = check.querySelector(`[data-of="${what}"]`);
  place.textContent = `${place.dataset[how]} ${more}`.trim();
  place.closest("li").dataset.state = how;
}

function stopDevices() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  void context?.close();
  stream = context = undefined;
}

async function device(wanted) {
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch {
    return undefined;
  }
}

async function tryDevices() {
  stopDevices();
  const [seen, heard] = [await device({ video: true }), await device({ audio: true })];
  const video = check.querySelector("[data-camera]");
  stream = new MediaStream([...(seen?.getTracks() ?? []), ...(heard?.getTracks() ?? [])]);
  video.hidden = !seen;
  if (seen) video.srcObject = seen;
  tell("camera", seen ? "ok" : "bad");
  if (heard) listen(heard);
  else tell("microphone", "bad");
  await tryLine();
}

function listen(heard) {
  context = new AudioContext();
  const analyser = context.createAnalyser();
  const level = check.querySelector("[data-level]");
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(heard).connect(analyser);
  level.hidden = false;
  tell("microphone", "quiet");
  const mine = context;
  const measure = () => {
    if (context !== mine) return;
    analyser.getFloatTimeDomainData(samples);
    const loud = Math.min(1, Math.max(...samples.map(Math.abs)) * 2);
    level.value = loud;
    if (loud > 0.05) tell("microphone", "ok");
    requestAnimationFrame(measure);
  };
  measure();
}

function tone() {
  const out = new AudioContext();
  const gain = out.createGain();
  gain.gain.value = 0.15;
  gain.connect(out.destination);
  for (const [index, pitch] of [523, 659].entries()) {
    const note = out.createOscillator();
    note.frequency.value = pitch;
    note.connect(gain);
    note.start(out.currentTime + index * 0.45);
    note.stop(out.currentTime + index * 0.45 + 0.4);
    if (index === 1) note.onended = () => out.close();
  }
  tell("speaker", "asked");
  check.querySelector("[data-heard]").hidden = false;
}

async function tryLine() {
  const address = document.querySelector("link[rel=stylesheet]").href;
  try {
    const taken = [];
    for (let index = 0; index < 4; index += 1) {
      const began = performance.now();
      await (await fetch(address, { cache: "no-store" })).arrayBuffer();
      taken.push(performance.now() - began);
    }
    const best = Math.round(Math.min(...taken));
    tell("line", best < 400 ? "ok" : "quiet", `(${best} ms)`);
  } catch {
    tell("line", "bad");
  }
}

if (check) {
  check.hidden = false;
  check.querySelector("[data-try]").addEventListener("click", () => void tryDevices());
  check.querySelector("[data-tone]").addEventListener("click", tone);
  for (const [button, how] of [["yes", "ok"], ["no", "bad"]]) {
    check.querySelector(`[data-heard-${button}]`).addEventListener("click", () => {
      tell("speaker", how);
      check.querySelector("[data-heard]").hidden = true;
    });
  }
}
