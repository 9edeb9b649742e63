// Light by day and dark by night: as the tablet wishes where it wishes for the dark, else by the room's own hour.

const DARK_FROM = 20;
const LIGHT_FROM = 7;

// "light" or "dark"; *asked* wins, as a link may say it.
export function themeAt(now, zone, asked, wishes_dark) {
  if (asked === "light" || asked === "dark") return asked;
  const hour = Number(new Intl.DateTimeFormat("en", { timeZone: zone, hour: "numeric", hourCycle: "h23" }).format(now));
  return wishes_dark || hour >= DARK_FROM || hour < LIGHT_FROM ? "dark" : "light";
}
