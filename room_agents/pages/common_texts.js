// What the panel and the big screen share: some words, and how words are filled in and shown.

export const COMMON = {
  it: {
    until: "fino alle {time}",
    free_today: "Nessun’altra prenotazione per oggi",
  },
  en: {
    until: "until {time}",
    free_today: "No more bookings today",
  },
};

// *text* with {name} filled from *values*; undefined for no text.
export function fill(text, values = {}) {
  return text?.replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));
}

// Write *text* only where it differs, so that screen readers announce changes and nothing else.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}
