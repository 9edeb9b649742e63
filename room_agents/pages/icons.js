// The icons, brought into the page once: what is drawn later needs no line any more.

const response = await fetch("/static/icons.svg");
const family = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
for (const symbol of family.children) symbol.id = `icon-${symbol.id}`; // beside the page's own ids
family.setAttribute("hidden", "");
document.body.prepend(document.importNode(family, true));
