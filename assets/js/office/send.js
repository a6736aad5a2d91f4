/**
 * Sending, as a state machine that an outbox can stand on: what a try needs, what an answer means, when to try again.
 * `prepare`, `outcome`, `after` and `delay` are plain functions; `post` and `renew` are the only ones that talk.
 *
 * A shipment is `{state, key, body, definite, tries, at, message, findings, stored, receipt}`. Its states:
 * draft, sending, waiting (nobody knows whether it arrived: try again with the same key), signedout (the same, after a
 * login), refused (nothing is stored: mend it), conflict (something is stored already), closed (not allowed, not open),
 * arrived.
 */
(function (m) {
  const START = { state: "draft", key: null, body: null, definite: false, tries: 0, at: null, message: "", findings: [] };

  /** A fresh shipment. */
  const fresh = () => ({ ...START });

  /** A random id, also where the browser gives `randomUUID` only to secure pages. */
  function uuid() {
    if (globalThis.crypto && crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /**
   * Make ready for a try. The key stays the same until the server said for certain that nothing was stored under it and
   * the body is another one since.
   * @param {object} ship @param {string} body JSON text @param {number} now @param {() => string} [makeKey]
   */
  function prepare(ship, body, now, makeKey) {
    const renew = !ship.key || (ship.definite && ship.body !== body);
    const tries = renew || ship.body !== body ? 1 : ship.tries + 1;
    const key = renew ? (makeKey || uuid)() : ship.key;
    return { ...ship, state: "sending", key, body, definite: false, tries, at: now, findings: [], message: "", stored: null };
  }

  /**
   * What an answer means. `status` 0 is no answer at all: the line broke or time ran out.
   * @param {{status: number, json: any, wait: number}} answer @returns {object} the parts of a shipment that change
   */
  function outcome(answer) {
    const { status, json } = answer;
    const message = (json && json.message) || "";
    if (status === 200 || status === 201) return { state: "arrived", definite: true, receipt: json };
    if (status === 401) return { state: "signedout", definite: false };
    if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500)
      return { state: "waiting", definite: false, why: status === 0 ? "line" : status === 429 ? "busy" : "server", wait: answer.wait || 0 };
    if (status === 409) {
      const stored = (json && json.stored) || null;
      return { state: json && json.error === "step_refused" ? "closed" : "conflict", definite: true, message, stored };
    }
    if (status === 422) {
      const findings = json ? [...(json.errors || []), ...(json.warnings || [])] : [];
      return { state: "refused", definite: true, findings, message };
    }
    if (status === 400 || status === 413 || status === 415) return { state: "refused", definite: true, findings: [], message };
    return { state: "closed", definite: true, message };
  }

  /** The shipment after an answer. */
  const after = (ship, answer) => ({ ...ship, ...outcome(answer) });

  /** Seconds until the next try by itself: 5, 10, 20, 40, then every minute; never sooner than the server asks. */
  const delay = (tries, wait) => Math.max(wait || 0, Math.min(60, 5 * 2 ** Math.max(0, tries - 1)));

  /** After a restart nobody knows what became of a try that was under way: it waits. */
  const woken = (ship) => (ship && ship.state === "sending" ? { ...ship, state: "waiting", why: "line" } : ship || fresh());

  /** Put one request on the line; never throws. @returns {Promise<{status: number, json: any, wait: number}>} */
  async function post(path, body, headers, timeout) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeout || 45000);
    try {
      const response = await fetch(path, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRF-Token": m.boot.csrf, ...headers },
        credentials: "same-origin",
        redirect: "error",
        signal: stop.signal,
      });
      const json = await response.json().catch(() => null);
      return { status: response.status, json, wait: Number(response.headers.get("Retry-After")) || 0 };
    } catch (error) {
      return { status: 0, json: null, wait: 0 };
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Send, and once more with this session's token when the page's is of a session that is over: the person may have
   * signed in again in another tab. Another person on the same phone never sends what the first one typed.
   */
  async function deliver(path, body, headers) {
    const first = await post(path, body, headers);
    if (first.status !== 401 && first.status !== 403) return first;
    const found = await renew();
    if (found === "other") return { status: 403, json: { message: m.say("other_person") }, wait: 0 };
    return found ? post(path, body, headers) : first;
  }

  /** Ask the page again for the token of the session: true for another one of the same person, "other" for another person's. */
  async function renew() {
    try {
      const response = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const text = await response.text();
      const block = new DOMParser().parseFromString(text, "text/html").getElementById("matokeo-boot");
      const boot = block ? JSON.parse(block.textContent) : {};
      if (boot.user && boot.user !== m.boot.user) return "other";
      if (!boot.csrf || boot.csrf === m.boot.csrf) return false;
      m.boot.csrf = boot.csrf;
      return true;
    } catch (error) {
      return false;
    }
  }

  m.send = { fresh, uuid, prepare, outcome, after, delay, woken, post, deliver, renew };
})((globalThis.matokeo = globalThis.matokeo || {}));
