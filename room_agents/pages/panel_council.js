// The way from the panel to the page where a council's members check in, while one sits in the room or soon will.
import { at } from "./dom.js";
import { write } from "./common_texts.js";
import { say } from "./texts.js";

const EVERY_MS = 30_000;
const ANSWER_MS = 5000;

// Ask now and then, for as long as the page stands; what is not answered stays as it was.
export async function followCouncil(room, panel) {
  const asked = `/api/v1/rooms/${encodeURIComponent(room)}/council`;
  for (;;) {
    if (panel.online) {
      try {
        const answer = await fetch(asked, { signal: AbortSignal.timeout(ANSWER_MS) });
        panel.council = answer.ok ? (await answer.json()).address : null;
      } catch {
        // the line is away: the panel says so
      }
    }
    showCouncil(panel);
    await new Promise((resolve) => setTimeout(resolve, panel.online ? EVERY_MS : 1000));
  }
}

export function showCouncil(panel) {
  const link = at("council");
  write(link, panel.council ? say(panel.language, "council") : "");
  if (panel.council) link.href = panel.council;
}
