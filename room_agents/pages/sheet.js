// A sheet over the page: a heading, what is in it, and a way out. Only one is open at a time.
import { at, cell } from "./dom.js";

let open = null;

// Show *parts* under *label*; gives the dialog. *onClose* is called when it goes, however that happens.
export function openSheet({ label, parts, close, onClose = () => {} }) {
  closeSheet();
  const dialog = document.createElement("dialog");
  const heading = Object.assign(cell("h2", label), { id: "sheet-label" });
  const way_out = Object.assign(cell("button", close), { type: "button", className: "close" });
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, ...parts, way_out);
  way_out.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside it
  dialog.addEventListener("close", () => {
    if (open === dialog) open = null;
    dialog.remove();
    onClose();
  });
  open = dialog;
  at("dialogs").append(dialog);
  dialog.showModal();
  return dialog;
}

export function closeSheet() {
  open?.close();
}

// A dialog that was closed tells so a task later: until then it is asked itself, or a key pressed at once would come to nothing.
export function isSheetOpen() {
  return open?.open ?? false;
}
