// A long press, for what passers-by should not open by chance. A keyboard or a screen reader need not hold it.

const LONG_MS = 700;
const CLICK_MS = 500; // a click follows the finger that goes, if at all, within this

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
  addEventListener("pointerup", () => was_long && swallowClick(() => { was_long = false; }), { capture: true });
  element.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch asks for it
  element.addEventListener("click", ({ detail }) => (detail === 0 ? onLong() : onShort()));
}

// The click of a finger that goes falls on whatever has opened under it meanwhile: it presses nothing there.
function swallowClick(onDone) {
  const swallow = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    end();
  };
  const timer = setTimeout(end, CLICK_MS);
  addEventListener("click", swallow, { capture: true });

  function end() {
    clearTimeout(timer);
    removeEventListener("click", swallow, { capture: true });
    onDone();
  }
}
