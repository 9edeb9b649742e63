// Devices by their labels, as people write them: in any case, with or without accents, and in part. Pure.

const STANDS_FOR_ANOTHER = ["default", "communications"]; // the browser's own entries for what the system prefers

// Of *devices* the one that is called *wanted*: by its whole label, or else the first that has all of its words.
export function found(devices, wanted) {
  const fitting = devices.filter(({ deviceId, label }) => !STANDS_FOR_ANOTHER.includes(deviceId) && isCalled(label, wanted));
  return fitting.find(({ label }) => folded(label) === folded(wanted)) ?? fitting[0] ?? null;
}

// Whether a device of that *label* is what somebody calls *wanted*.
export function isCalled(label, wanted) {
  const words = folded(wanted).split(" ");
  const own = folded(label);
  return words.every((word) => own.includes(word));
}

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
