// The panel's service worker: it answers for the panel's files, all of one version, whether the service is there or not.
// Who serves it writes VERSION before its first line; it changes with any of the files.

const CACHE = `panel-${VERSION}`;
const PAGE = "/static/panel.html";
const FILES = [
  PAGE,
  "/static/atkinson-400.woff2",
  "/static/atkinson-700.woff2",
  "/static/common_texts.js",
  "/static/day_view.js",
  "/static/details_texts.js",
  "/static/dom.js",
  "/static/icons.js",
  "/static/icons.svg",
  "/static/kept.js",
  "/static/line.js",
  "/static/long_press.js",
  "/static/panel.css",
  "/static/panel.js",
  "/static/panel_band.js",
  "/static/panel_controls.js",
  "/static/panel_council.js",
  "/static/panel_day.js",
  "/static/panel_view.js",
  "/static/presses.js",
  "/static/pressing.js",
  "/static/resting.js",
  "/static/self_keeping.js",
  "/static/sheet.js",
  "/static/sheet_booking.js",
  "/static/sheet_details.js",
  "/static/sheet_meeting.js",
  "/static/sheet_pin.js",
  "/static/sheet_problem.js",
  "/static/texts.js",
  "/static/theme.js",
  "/static/times.js",
  "/static/tokens.css",
];

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const file = fileFor(event.request);
  if (file) event.respondWith(answer(file, event.request));
});

// All or none: a version that cannot be had whole does not replace the one there is. Each address is of one version, so
// what the page has loaded already is not sent again.
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  await skipWaiting();
}

async function takeOver() {
  const older = (await caches.keys()).filter((name) => name.startsWith("panel-") && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await clients.claim();
}

// The same page serves every room; what holds data is never answered from here.
function fileFor({ method, mode, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return null;
  if (mode === "navigate") return pathname.startsWith("/panel/") ? PAGE : null;
  return FILES.includes(pathname) ? pathname : null;
}

async function answer(file, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(file)) ?? fetch(request);
}
