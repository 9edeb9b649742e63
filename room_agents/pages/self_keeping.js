// The panel keeps its own files by a service worker, so that a reload works while the service is away. Browsers have
// service workers only for pages that came over TLS, or from the tablet itself.

// Begin; the function that it gives looks for a newer version of the files, which then replaces the page.
export function keepFiles() {
  const workers = navigator.serviceWorker;
  if (!workers) return () => {};
  let had = workers.controller !== null; // the first worker of a page brings nothing new
  workers.addEventListener("controllerchange", () => {
    if (had) location.reload();
    had = true;
  });
  const registered = workers
    .register("/static/panel_worker.js", { scope: "/panel/", updateViaCache: "none" })
    .catch(() => null); // no line: the worker there may be goes on
  return async () => {
    try {
      await (await registered)?.update();
    } catch {
      // no line again: another time
    }
  };
}
