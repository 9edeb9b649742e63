// What the address of a meeting page says: the room, the token, and the values after the hash, each of them JSON. The real
// client passes over a value that is not JSON, and takes a plus for a plus.
export const room = location.pathname.slice(1).split("/").map(decodeURIComponent).join("/");
export const jwt = new URLSearchParams(location.search).get("jwt") ?? "";

const values = new Map();
for (const part of location.hash.slice(1).split("&")) {
  const [key, value] = part.split("=");
  try {
    values.set(key, JSON.parse(decodeURIComponent(value)));
  } catch {
    if (key) console.warn(`Failed to parse URL parameter value: ${key}`);
  }
}

export function given(key, otherwise) {
  return values.get(key) ?? otherwise;
}

// Where the server takes this page in: the room, the token, and the name that was asked for.
export function joinAddress() {
  const url = new URL(`/.join${location.pathname}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("jwt", jwt);
  url.searchParams.set("name", given("userInfo.displayName", ""));
  return url.href;
}
