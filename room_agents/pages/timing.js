// Waiting that can be cancelled.

// Resolves after that time, or as soon as *signal* is given.
export function elapsed(wait_ms, signal) {
  return new Promise((resume) => {
    if (signal?.aborted) return resume();
    const timer = wait_ms === Infinity ? null : setTimeout(resume, wait_ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resume(); }, { once: true });
  });
}

// What *question* resolves to; undefined if it fails or takes longer.
export function within(wait_ms, question) {
  return Promise.race([Promise.resolve(question).catch(() => undefined), elapsed(wait_ms)]);
}
