// A press that lasts, for what passers-by should not open by chance. A keyboard or a screen reader need not hold it.

const LONG_MS = 700;

export function longPress(element, { onLong, onShort }) {
  let timer = null;
  let was_long = false;
  element.addEventListener("pointerdown", () => {
    was_long = false;
    timer = setTimeout(() => {
      was_long = true;
      onLong();
    }, LONG_MS);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) element.addEventListener(end, () => clearTimeout(timer));
  element.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch asks for it
  element.addEventListener("click", ({ detail }) => {
    if (detail === 0) onLong();
    else if (!was_long) onShort();
    was_long = false;
  });
}
