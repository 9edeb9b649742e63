// Makes the elements of the panel, and makes them anew only where something changed.

const SVG = "http://www.w3.org/2000/svg";

export const at = (id) => document.getElementById(id);

export function cell(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

// An icon; the words beside it say the same.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  return draw(svg, name);
}

// Change an icon.
export function draw(svg, name) {
  const address = `#icon-${name}`;
  if (svg.firstElementChild.getAttribute("href") !== address) svg.firstElementChild.setAttribute("href", address);
  return svg;
}

export function button(text, onClick, symbol = null) {
  const made = Object.assign(document.createElement("button"), { type: "button" });
  if (symbol) made.append(icon(symbol));
  made.append(cell("span", text));
  made.addEventListener("click", onClick);
  return made;
}

// Disable a button so that it can still be reached and read; its click handler checks first whether it is possible.
export function able(button, is_able) {
  const disabled = String(!is_able);
  if (button.getAttribute("aria-disabled") !== disabled) button.setAttribute("aria-disabled", disabled);
}

// Make the children anew only when *items* changed, so that focus and screen readers stay where they are.
export function rebuild(parent, items, make) {
  const known = JSON.stringify(items);
  if (parent.dataset.made === known) return;
  parent.dataset.made = known;
  parent.replaceChildren(...items.map(make));
}
