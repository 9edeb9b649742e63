// Brings the icons into the page once, so that drawing them later needs no connection. The page does not wait for them.

const AGAIN_MS = 2000;

bringIn();

async function bringIn() {
  try {
    const response = await fetch("/static/icons.svg");
    const family = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
    for (const symbol of family.children) symbol.id = `icon-${symbol.id}`; // beside the page's own ids
    family.setAttribute("hidden", "");
    document.body.prepend(document.importNode(family, true));
  } catch {
    setTimeout(bringIn, AGAIN_MS); // no line
  }
}
