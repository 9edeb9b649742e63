// What pages do beyond what they do without any script: each of these is a comfort, and none is needed.

const toasts = document.getElementById("toasts");
const changed = new Set(); // forms that hold what is not sent yet

for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => changed.add(form));
  if (document.getElementById("errors")) changed.add(form); // it came back with what was typed
}
addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});

// A second press of the button that sends is the same press. A page that was left and is come back to may send again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  if (form.method !== "post" || form.target) return undefined; // what opens another window may do so again
  form.dataset.sent = "yes";
  return changed.delete(form);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A link of the summary goes to its field and into it, also where that is a group of choices.
addEventListener("click", (event) => {
  const link = event.target.closest?.(".summary a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches("fieldset") ? field.querySelector("input") : field).focus();
  field.closest(".field").scrollIntoView({ block: "center" });
});

// What asks before something final does so in a dialogue; without scripts it unfolds in its place.
for (const details of document.querySelectorAll("details.confirm")) {
  const [summary, body] = details.children;
  const title = body.querySelector("h2");
  const dialog = document.createElement("dialog");
  const button = document.createElement("button");
  title.id ||= `dialog-${document.querySelectorAll("dialog").length}`;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(body);
  button.type = "button";
  button.className = summary.className;
  button.append(...summary.childNodes);
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-cancel]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  details.replaceWith(button, dialog);
  if (details.open) dialog.showModal(); // what was typed into it is wrong
}

// What prints the page needs this script, and is not there without it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// What htmx asked for and did not get is said, in the service's own words where it has some.
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  addEventListener(name, (event) => say(sentence(event.detail.xhr) ?? toasts.dataset.lost));
}

function sentence(request) {
  try {
    return JSON.parse(request.responseText).error.message;
  } catch {
    return undefined;
  }
}

function say(words) {
  const toast = document.createElement("p");
  toast.className = "notice toast";
  toast.dataset.kind = "bad";
  toast.textContent = words;
  toasts.replaceChildren(toast);
}
