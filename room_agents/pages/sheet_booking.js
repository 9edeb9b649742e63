// The sheets of the day's strip: to book a free stretch, and to take back what was booked here.
import { write } from "./common_texts.js";
import { able, button, cell } from "./dom.js";
import { beginning, bookable, earlierAndLater, lengths } from "./day_view.js";
import { closeSheet, openSheet } from "./sheet.js";
import { say } from "./texts.js";
import { clock, range } from "./times.js";

const MINUTE_MS = 60_000;
const HINT_MS = 20_000;

let follow = null; // what an open sheet makes of a newer day

// Let an open sheet offer what is still free, since the day has changed or time has passed.
export function followDay(day, now) {
  follow?.(day && bookable(day, now));
}

// Ask from when and for how long; *asked* is the time that was tapped, or null for the earliest.
export function openBooking(stretch, asked, { timezone }, language, pressing) {
  const words = (key, values) => say(language, key, values);
  const time = (ms) => clock(new Date(ms), timezone);
  const now = () => pressing.panel.now;
  const earlier = button(words("earlier"), () => choose(earlierAndLater(stretch, chosen, now()).earlier));
  const later = button(words("later"), () => choose(earlierAndLater(stretch, chosen, now()).later));
  const from = Object.assign(cell("p", ""), { className: "from" });
  from.setAttribute("role", "status");
  const made = lengths(stretch, 0).map(({ minutes }) => {
    const choice = button(words("minutes", { n: minutes }), () => book(minutes));
    choice.className = "main";
    choice.append(" ", cell("small", ""));
    return choice;
  });
  let chosen = beginning(stretch, asked ?? Date.parse(stretch.start), now());
  const stepper = group("stepper", [earlier, from, later]);
  openSheet({ label: words("book"), parts: [stepper, group("choices", made)], close: words("close"), onClose: () => { follow = null; } });
  follow = (free) => {
    const still = free?.find(({ start, end }) => Date.parse(start) < lengths(stretch, chosen)[0].until && chosen < Date.parse(end));
    if (!still) {
      follow = null; // the sheet's own end comes a task later, and the answer shows the panel anew at once
      closeSheet();
      pressing.answer({ key: "taken_meanwhile", kind: "refused", until: performance.now() + HINT_MS });
      return;
    }
    stretch = still;
    choose(beginning(stretch, chosen, now()));
  };
  choose(chosen);

  function choose(start) {
    if (start === null) return;
    chosen = start;
    write(from, isNow() ? words("from_now") : words("from", { time: time(chosen) }));
    const around = earlierAndLater(stretch, chosen, now());
    able(earlier, around.earlier !== null);
    able(later, around.later !== null);
    lengths(stretch, chosen).forEach(({ until, fits }, index) => {
      able(made[index], fits);
      write(made[index].lastElementChild, fits ? words("until", { time: time(until) }) : words("free_until", { time: time(Date.parse(stretch.end)) }));
    });
  }

  function isNow() {
    return chosen - now() < MINUTE_MS;
  }

  function book(minutes) {
    const { until, fits } = lengths(stretch, chosen).find((length) => length.minutes === minutes);
    if (!fits) return;
    closeSheet();
    if (isNow()) return pressing.send("use", { minutes });
    const booked = { start: new Date(chosen).toISOString(), until: new Date(until).toISOString() };
    const times = range({ start: booked.start, end: booked.until }, timezone);
    pressing.send("book", { ...booked, done: words("booked", { times }) });
  }
}

// Show a booking that was made here, with a button that cancels it.
export function openOwn(block, { timezone }, language, pressing) {
  const words = (key, values) => say(language, key, values);
  const times = range(block, timezone);
  const cancel = button(words("cancel"), () => {
    closeSheet();
    pressing.send("cancel", { booking: block.id, done: words("cancelled", { times }) });
  });
  cancel.className = "main";
  openSheet({ label: `${times} ${block.title}`, parts: [group("choices", [cancel])], close: words("leave") });
}

function group(name, parts) {
  const made = Object.assign(document.createElement("div"), { className: name });
  made.append(...parts);
  return made;
}
