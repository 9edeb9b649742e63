// The policy that this page was loaded with names the Jitsi servers it may load scripts from; another one needs a new page.

const LOADS = 3; // a server that goes on serving another policy than it tells of must not make the page blink for ever
const LOADS_WITHIN_MS = 300000;
const LOADED = "regia-stage-loads";
const META = document.querySelector("meta[name=deployments]");

let loading = false;
let served = META ? META.content.split(" ").filter(Boolean) : null;

// Whether *deployments* has one that this page may not load from. Without a word from the server those of the first event are taken for it.
export function lacks(deployments) {
  served ??= deployments;
  return deployments.some((deployment) => !served.includes(deployment));
}

// Load the page anew, unless that was done too often. Returns whether it is being loaded.
export function reloaded() {
  if (loading) return true; // the new page will be told everything again
  const recent = JSON.parse(sessionStorage.getItem(LOADED) ?? "[]").filter((at) => Date.now() - at < LOADS_WITHIN_MS);
  if (recent.length >= LOADS) return false;
  sessionStorage.setItem(LOADED, JSON.stringify([...recent, Date.now()]));
  loading = true;
  location.reload();
  return true;
}

// Calls *onBlocked* with the origin of a script that the policy kept out.
export function whenBlocked(onBlocked) {
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective.startsWith("script-src") && URL.canParse(blockedURI)) onBlocked(new URL(blockedURI).origin);
  });
}
