/**
 * Time as the server sees it, and ages in words. The reader's clock may be wrong by hours; ages must not be.
 */
(function (m) {
  let offset = 0;
  let known = false;

  m.clock = {
    /** Milliseconds since the epoch by the server's clock. */
    now: () => Date.now() + offset,

    /** Whether a server time has been seen. */
    known: () => known,

    /**
     * Learn from a response's `Date` header. Half the round trip is taken off; a header has whole seconds.
     * @param {string|null} header @param {number} sent @param {number} received local milliseconds
     */
    learn(header, sent, received) {
      const server = Date.parse(header || "");
      if (Number.isNaN(server)) return;
      const fresh = server + 500 - (sent + received) / 2;
      // Differences below two seconds are rounding; following them would make ages jitter.
      if (!known || Math.abs(fresh - offset) > 2000) offset = fresh;
      known = true;
    },

    /**
     * How long ago, in the page's words: just now, minutes up to 90, hours up to 48, then days.
     * @param {number} ms @param {(key: string, values: object) => string} [say]
     */
    ago(ms, say) {
      const speak = say || m.say;
      const minutes = Math.floor(Math.max(0, ms) / 60000);
      if (minutes < 1) return speak("now", {});
      if (minutes === 1) return speak("minute", {});
      if (minutes < 90) return speak("minutes", { n: minutes });
      const hours = Math.round(minutes / 60);
      if (hours === 1) return speak("hour", {});
      return hours < 48 ? speak("hours", { n: hours }) : speak("days", { n: Math.floor(hours / 24) });
    },

    /** An age as a length of time (`14 minutes`), for the banner; never below one minute. */
    span(ms, say) {
      const speak = say || m.say;
      const minutes = Math.max(1, Math.floor(ms / 60000));
      return minutes < 90 ? speak("age_minutes", { n: minutes }) : speak("age_hours", { n: Math.round(minutes / 60) });
    },
  };
})((globalThis.matokeo = globalThis.matokeo || {}));
