// The ballot of a secret vote on a member's page. Token and blinding are made here and kept before the service is asked, so that
// the same question can be asked again; the signed ballot is cast without cookies, and without saying where it comes from, after a
// wait that chance gives. What a page kept goes as soon as it is not needed: when the ballot is in the urn only a receipt stays.

import { blind, finalize, prepare, readKey } from "./blind_rsa.js";

const TOKEN_BYTES = 32;
const LONGEST_WAIT_MS = 5000;
const AGAIN_MS = 1000;
const WITHIN_MS = 15000;
const CAST_BYTES = 6144; // all that is cast is of one length: who sees no more than that learns nothing
const ENDS = { ballot_cast: "another", ballot_late: "not-counted", no_ballot: "refused", not_found: "refused" };
const able = Boolean(globalThis.crypto?.subtle && globalThis.isSecureContext && globalThis.BigInt && kept("able?") !== undefined);
const busy = new Set(); // ballots that are being asked for or cast
const picked = new Map(); // what is ticked and not cast yet, by ballot, for parts that are drawn anew
const wanted = new Set(); // papers that somebody wants whose token is not made yet
const refusals = new Map();
const counted = new Map(); // whether receipts are among those of the ballots that were counted, by ballot

if ("shared" in document.body.dataset) forgetThoseBefore(document.body.dataset.shared);
document.addEventListener("sitting", draw);
addEventListener("storage", draw);
document.addEventListener("click", (event) => event.target.closest?.("[data-take]") && take(paperAround(event.target)));
document.addEventListener("change", (event) => {
  const paper = paperAround(event.target);
  if (paper) tick(paper, event.target);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-ballot]")) return;
  event.preventDefault();
  event.stopPropagation();
  vote(paperAround(event.target));
});
draw();

function paperAround(element) {
  return element.closest?.("[data-paper]");
}

function nameOf(paper) {
  return `ballot ${paper.dataset.of} ${paper.dataset.paper} ${paper.dataset.seat}`;
}

// ---- what is shown

function draw() {
  if (able) castAll();
  showReceipts();
  for (const paper of document.querySelectorAll("[data-paper]")) {
    const name = nameOf(paper);
    if (able) goOn(paper, name);
    forgetOthers(name);
    const now = stateOf(paper, kept(name));
    for (const part of paper.querySelectorAll("[data-when]")) {
      const shown = part.dataset.when === now;
      if (part.hidden === shown) part.hidden = !shown;
    }
    const receipt = paper.querySelector("[data-receipt]");
    if (receipt) receipt.textContent = kept(name)?.receipt ?? "";
    const why = paper.querySelector("[data-why]");
    why.hidden = !refusals.has(name);
    why.textContent = refusals.get(name) ?? "";
    for (const box of paper.querySelectorAll("[name=choice]")) box.checked = picked.get(name)?.has(box.value) ?? false;
  }
}

function stateOf(paper, known) {
  const { taken, closing, handed } = paper.dataset;
  if (known?.became) return known.became;
  if (handed === "paper") return "on-paper";
  if (!able) return "unable";
  if (known?.choice !== undefined) return "sending";
  if (taken !== "yes") return handed ? "lost-over" : "never";
  if (known?.signature) return "ready";
  if (known?.blinded || wanted.has(nameOf(paper))) return "taking";
  if (handed) return "lost";
  return closing === "yes" ? "too-late" : "none";
}

// What was begun goes on, whatever closed the page in between; what is of no use any more is forgotten.
function goOn(paper, name) {
  const known = kept(name);
  if (known?.became || known?.choice !== undefined) return;
  if (paper.dataset.taken !== "yes") {
    wanted.delete(name);
    if (known) keep(name, undefined);
  } else if (known && !known.signature) ask(paper, name);
  else if (!known && wanted.has(name)) make(paper, name);
}

// Ballots that were cast and not answered, those of other pages of this browser too: nobody is asked who brings one.
function castAll() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("ballot ") && kept(name)?.choice !== undefined) cast(name);
  }
}

// Beside the result of each secret vote stands what this browser keeps of it.
function showReceipts() {
  const [kind, sitting, seat] = (document.querySelector("[data-receipts]")?.dataset.receipts ?? "").split(" ");
  for (const place of document.querySelectorAll("[data-receipt-of]")) {
    const name = `${kind} ${sitting} ${place.dataset.receiptOf} ${seat}`;
    const known = kind ? kept(name) : null;
    if (known?.became === "counted" && !counted.has(name)) lookFor(name, known.receipt);
    const found = counted.has(name) ? place.dataset[counted.get(name) ? "counted" : "missing"] : "";
    place.textContent = known?.became === "counted" ? `${place.dataset.words} ${known.receipt} ${found}`.trim() : "";
  }
}

// Whether the ballot of a receipt was counted, by what everybody may know; what fails is asked again with the next news.
async function lookFor(name, receipt) {
  if (busy.has(`receipt ${name}`)) return;
  busy.add(`receipt ${name}`);
  try {
    const { receipts } = await publicOf(name);
    if (receipts) counted.set(name, receipts.includes(receipt));
    if (receipts) setTimeout(draw, 0);
  } catch {
    // the line is cut
  }
  busy.delete(`receipt ${name}`);
}

// On a tablet, which many use in turn, nothing stays of ballots that are in an urn, nor of those that nobody can cast any more.
function forgetThoseBefore(running) {
  for (const name of Object.keys(localStorage)) {
    const [kind, , vote] = name.split(" ");
    const known = kind === "ballot" ? kept(name) : null;
    if (known && (known.became || (known.choice === undefined && vote !== running))) keep(name, undefined);
  }
}

// Of votes before this one only receipts stay.
function forgetOthers(mine) {
  const [, sitting, , seat] = mine.split(" ");
  for (const name of Object.keys(localStorage)) {
    const [kind, of, , who] = name.split(" ");
    const known = name !== mine && kind === "ballot" && of === sitting && who === seat ? kept(name) : null;
    if (known && !known.became && known.choice === undefined) keep(name, undefined);
  }
}

// ---- the paper

function take(paper) {
  wanted.add(nameOf(paper));
  refusals.delete(nameOf(paper));
  draw();
}

async function make(paper, name) {
  if (busy.has(name)) return;
  busy.add(name);
  try {
    const token = prepare(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
    const { message, inverse } = await blind(await keyOf(name), token);
    if (!kept(name)) keep(name, { token: hex(token), inverse: inverse.toString(16), blinded: hex(message) }); // another window may have been quicker
    wanted.delete(name);
    setTimeout(draw, 0);
  } catch {
    later();
  }
  busy.delete(name);
}

async function ask(paper, name) {
  if (busy.has(name)) return;
  busy.add(name);
  const known = kept(name);
  const answer = await post(paper.dataset.papers ?? `${location.pathname}/papers/${encodeURIComponent(paper.dataset.paper)}`, {
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    body: new URLSearchParams({ form_id: crypto.randomUUID(), blinded: known.blinded }).toString(),
  });
  busy.delete(name);
  if (!answer) return later();
  if (answer.status === 403) return location.reload(); // another device acts for the seat
  if (answer.told.signature) return signed(name, known, answer.told.signature);
  const why = answer.told.refused ?? (answer.told.error?.code === "no_ballot" ? answer.told.error.message : undefined);
  if (why === undefined) return later(); // somebody else answered, as a proxy does
  refusals.set(name, why);
  keep(name, undefined);
  return draw();
}

async function signed(name, known, blindSignature) {
  try {
    const signature = await finalize(await keyOf(name), bytes(known.token), bytes(blindSignature), BigInt(`0x${known.inverse}`));
    if (kept(name)?.token === known.token) keep(name, { token: known.token, signature: hex(signature) });
    draw();
  } catch {
    later();
  }
}

// ---- the vote

function tick(paper, box) {
  const boxes = [...paper.querySelectorAll("[name=choice]")];
  if (box.checked) {
    for (const other of boxes) if (other !== box && (other.type === "radio" || "alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
  }
  picked.set(nameOf(paper), new Set(boxes.filter((each) => each.checked).map((each) => each.value)));
}

function vote(paper) {
  const name = nameOf(paper);
  const known = kept(name);
  const boxes = [...paper.querySelectorAll("[name=choice]:checked")];
  const options = boxes.map((box) => box.value).filter((value) => value !== "");
  paper.querySelector("[data-nothing]").hidden = boxes.length > 0;
  paper.querySelector("[data-many]").hidden = options.length <= Number(paper.dataset.most);
  if (!boxes.length || options.length > Number(paper.dataset.most) || !known?.signature || known.choice !== undefined) return;
  keep(name, { ...known, choice: JSON.stringify(options), at: Date.now() + chance(LONGEST_WAIT_MS) });
  picked.delete(name);
  draw();
}

async function cast(name) {
  if (busy.has(name)) return;
  busy.add(name);
  await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_WAIT_MS, Math.max(0, (kept(name)?.at ?? 0) - Date.now()))));
  const { token, signature, choice } = kept(name) ?? {};
  if (choice === undefined) return void busy.delete(name); // another window was quicker
  const answer = await post(urnOf(name), {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: padded(JSON.stringify({ token, signature, choice })),
  });
  const became = answer?.told.counted === true ? "counted" : ENDS[answer?.told.error?.code];
  if (became) {
    keep(name, { became, receipt: hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(token)))) }); // and nothing else
  }
  busy.delete(name);
  return became ? draw() : later();
}

// The answer, or nothing where the same has to be sent again.
async function post(url, options) {
  try {
    const answer = await fetch(url, { method: "POST", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(WITHIN_MS), ...options });
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return undefined;
    return { status: answer.status, told: await answer.json().catch(() => ({})) };
  } catch {
    return undefined;
  }
}

async function keyOf(name) {
  return readKey((await publicOf(name)).key);
}

async function publicOf(name) {
  const answer = await fetch(urnOf(name), { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", signal: AbortSignal.timeout(WITHIN_MS) });
  return answer.json();
}

// JSON may have blanks behind it.
function padded(text) {
  return text + " ".repeat(Math.max(0, CAST_BYTES - new TextEncoder().encode(text).length));
}

function urnOf(name) {
  const [, sitting, vote] = name.split(" ");
  return `/api/v1/ballots/${encodeURIComponent(sitting)}/${encodeURIComponent(vote)}`;
}

function later() {
  setTimeout(draw, AGAIN_MS);
}

// ---- what this browser keeps

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return undefined;
  }
}

function keep(name, known) {
  if (known === undefined) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify(known));
}

function chance(most) {
  return Math.floor((crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32) * most);
}

function hex(values) {
  return Array.from(values, (value) => value.toString(16).padStart(2, "0")).join("");
}

function bytes(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
