/**
 * Tells screen readers what changed, in one polite sentence, at most once a minute. What comes in between
 * replaces what waits: the newest state is what matters.
 */
(function (m) {
  const GAP = 60000;

  /**
   * A speaker with its own memory; `later` and `now` can be given for tests.
   * @param {(text: string) => void} speak
   */
  function announcer(speak, now, later) {
    let last = -Infinity;
    let waiting = null;
    let timer = null;
    const out = () => {
      timer = null;
      last = now();
      speak(waiting);
      waiting = null;
    };
    return function (text) {
      if (!text) return;
      waiting = text;
      if (timer === null) timer = later(out, Math.max(0, last + GAP - now()));
    };
  }

  m.announcer = announcer;
  m.announce = announcer(
    (text) => {
      const node = document.getElementById("announce");
      if (node) node.textContent = text;
    },
    () => Date.now(),
    (fn, ms) => setTimeout(fn, ms),
  );
})((globalThis.matokeo = globalThis.matokeo || {}));
