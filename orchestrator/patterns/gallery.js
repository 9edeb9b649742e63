// The gallery: what is chosen stands in the address, so that a look at something can be sent to somebody.
import { contrast } from "./contrast.js";

const SIZES = {
  panel: ["1024×768", "1280×800", "800×480", "768×1024", "390×844"],
  door: ["1024×768", "768×1024"],
  paper: ["800×480"],
  stage: ["1920×1080", "3840×2160"],
  page: ["1440×1000", "1024×768", "800×600", "390×844", "320×640"],
};
// What is written on what, and the least contrast it may have.
const PAIRS = [
  ...["free", "soon", "occupied", "closed", "cut"].map((name) => [`--on-${name}`, `--${name}`, 7]),
  ...["text", "quiet"].flatMap((name) => ["ground", "raised", "sunken"].map((under) => [`--${name}`, `--${under}`, name === "text" ? 7 : 4.5])),
  ...["ok", "warn", "bad", "accent", "on-air"].map((name) => [`--${name}`, "--ground", 4.5]),
  ["--on-accent", "--accent", 4.5],
  ["--on-toast", "--toast", 4.5],
];
const PATHS = { stage: "/stage", page: "/patterns/parts" };
const TYPE = ["state", "title", "times", "lead", "body"];
// One site of many hosts: a browser opens only some connections to each host, and every panel keeps one open; and what
// it withholds from the frames of other sites it gives to these.
const SITE = "regia.localhost";
if (location.hostname !== SITE) location.hostname = SITE;
const form = document.getElementById("choice");
const at = (id) => document.getElementById(id);
const { states } = await (await fetch("/patterns/states")).json();
const { parts } = await (await fetch("/patterns/parts")).json();

for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
await showIcons();

function chosen() {
  return Object.fromEntries(new FormData(form));
}

function show() {
  offerSizes();
  const choice = chosen();
  history.replaceState(null, "", `?${new URLSearchParams(choice)}`);
  document.documentElement.dataset.theme = choice.theme;
  at("states").replaceChildren(...(choice.view === "page" ? parts : states).filter((state) => shows(state, choice)).map((state) => figureOf(state, choice)));
  showColours();
  showType();
}

function shows(state, choice) {
  return state.name.includes(choice.only) && (choice.view !== "stage" || state.stage);
}

function offerSizes() {
  const { view } = chosen();
  const select = form.elements.size;
  const wanted = select.value || new URLSearchParams(location.search).get("size");
  select.replaceChildren(...SIZES[view].map((size) => new Option(size)));
  if (SIZES[view].includes(wanted)) select.value = wanted;
}

function figureOf(state, { view, size, theme, lang, width }) {
  const [wide, high] = size.split("×").map(Number);
  const scale = width / wide;
  const address = new URL(`http://${state.name}.${SITE}:${location.port}`);
  address.pathname = `${PATHS[view] ?? "/panel"}/${state.name}`;
  address.search = new URLSearchParams({ theme, lang, ...(view === "door" || view === "paper" ? { view } : {}) });
  const frame = Object.assign(document.createElement("iframe"), { src: address.href, width: wide, height: high, loading: "lazy", title: state.name });
  frame.style.transform = `scale(${scale})`;
  const box = Object.assign(document.createElement("div"), { className: "frame" });
  box.style.width = `${width}px`;
  box.style.height = `${Math.round(high * scale)}px`;
  box.append(frame);
  const caption = document.createElement("figcaption");
  const link = Object.assign(document.createElement("a"), { href: address.href, textContent: state.name });
  const name = document.createElement("b");
  name.append(link);
  caption.append(name, state.told);
  const figure = document.createElement("figure");
  figure.style.width = `${width}px`;
  figure.append(box, caption);
  return figure;
}

function showColours() {
  at("colours").replaceChildren(...PAIRS.map(([over, under, least]) => {
    const swatch = Object.assign(document.createElement("div"), { className: "swatch" });
    swatch.style.color = `var(${over})`;
    swatch.style.background = `var(${under})`;
    document.body.append(swatch);
    const { color, backgroundColor } = getComputedStyle(swatch);
    const found = contrast(color, backgroundColor);
    swatch.classList.toggle("low", found < least);
    swatch.append(Object.assign(document.createElement("b"), { textContent: `${found.toFixed(1)} : 1` }), `${over} on ${under}, at least ${least}`);
    return swatch;
  }));
}

function showType() {
  at("type").replaceChildren(...TYPE.flatMap((size) => [400, 700].map((weight) => {
    const line = document.createElement("p");
    const sample = Object.assign(document.createElement("span"), { textContent: "Occupata 09:41 · Libera fino alle 10:20" });
    sample.style.fontSize = `var(--type-${size})`;
    sample.style.fontWeight = weight;
    line.append(Object.assign(document.createElement("small"), { textContent: `--type-${size} ${weight}` }), sample);
    return line;
  })));
}

async function showIcons() {
  const answer = await fetch("/static/icons.svg");
  if (!answer.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  at("icons").replaceChildren(...[...drawn.querySelectorAll("symbol")].map(({ id }) => {
    const box = document.createElement("div");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `/static/icons.svg#${id}`);
    svg.append(use);
    box.append(svg, id);
    return box;
  }));
}
