// What is alive in a page: an element with data-live="/address/of/events" hears of changes there as "changed", which htmx
// takes as any other event: hx-get="…" hx-trigger="changed". An event carries no data; who hears it reads the whole anew.

const AGAIN_MS = 5000;

for (const element of document.querySelectorAll("[data-live]")) listen(element);

function listen(element) {
  const events = new EventSource(element.dataset.live);
  let heard = false;
  const tell = () => element.dispatchEvent(new Event("changed", { bubbles: true }));
  events.addEventListener("changed", tell);
  events.addEventListener("open", () => {
    if (heard) tell(); // what happened while the line was gone nobody said
    heard = true;
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => element.isConnected && listen(element), AGAIN_MS);
  });
}
