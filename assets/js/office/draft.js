/**
 * What is kept on this phone until it has arrived: drafts with their photos, by person and form, in IndexedDB. Where the
 * browser has none (some private windows), localStorage holds the figures and the page says that photos are not kept.
 * Nothing here reads another person's items: every question names the person.
 */
(function (m) {
  const NAME = "matokeo-office";
  const STORE = "items";
  const PREFIX = "matokeo-item:";
  let opened = null;

  /** The id of an item; parts never run together, whatever characters they hold. */
  const id = (user, kind, ...parts) => [user, kind, ...parts].map((part) => encodeURIComponent(part ?? "")).join("|");

  function open() {
    opened ||= new Promise((resolve) => {
      if (typeof indexedDB === "undefined") return resolve(null);
      let ask;
      try {
        ask = indexedDB.open(NAME, 1);
      } catch (error) {
        return resolve(null);
      }
      ask.onupgradeneeded = () => ask.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("user", "user");
      ask.onsuccess = () => resolve(ask.result);
      ask.onerror = () => resolve(null);
      ask.onblocked = () => resolve(null);
    });
    return opened;
  }

  /** Run one request in a transaction that is durable when the promise resolves. */
  async function run(mode, make) {
    const db = await open();
    if (!db) return undefined;
    return new Promise((resolve, reject) => {
      const work = db.transaction(STORE, mode, mode === "readwrite" ? { durability: "strict" } : {});
      const ask = make(work.objectStore(STORE));
      work.oncomplete = () => resolve(ask.result);
      work.onerror = work.onabort = () => reject(work.error || new Error("not kept"));
    });
  }

  const shelf = {
    get: (key) => JSON.parse(localStorage.getItem(PREFIX + key) || "null"),
    put: (item) => localStorage.setItem(PREFIX + item.id, JSON.stringify({ ...item, photos: [] })),
    drop: (key) => localStorage.removeItem(PREFIX + key),
    mine: (user) =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(PREFIX + encodeURIComponent(user) + "|"))
        .map((key) => JSON.parse(localStorage.getItem(key))),
  };

  /** What was typed since the item was kept, written at once: a tab that is killed the next moment loses no digit. */
  const JOT = "matokeo-jot:";
  const JOTTED = ["values", "note", "reason", "accepted", "captured_at"];

  function jot(item) {
    const typed = { at: Date.now() };
    for (const name of JOTTED) if (name in item) typed[name] = item[name];
    try {
      localStorage.setItem(JOT + item.id, JSON.stringify(typed));
    } catch (error) {
      // No room or not allowed: the item itself is kept a moment later.
    }
  }

  function jotted(key) {
    try {
      return JSON.parse(localStorage.getItem(JOT + key) || "null");
    } catch (error) {
      return null;
    }
  }

  function forgetJot(key, upTo) {
    const typed = jotted(key);
    if (typed && typed.at <= upTo) localStorage.removeItem(JOT + key);
  }

  /** An item with what was typed after it was kept; such figures were never sent, so it is a draft again. */
  function merged(item, typed) {
    if (!item || !typed || typed.at <= (item.saved_at || 0)) return item;
    const { at, ...rest } = typed;
    return { ...item, ...rest, saved_at: at, ship: { ...item.ship, state: "draft", findings: [] } };
  }

  /** The item or null. */
  async function get(key) {
    const item = (await open()) ? (await run("readonly", (s) => s.get(key))) || null : shelf.get(key);
    return merged(item, jotted(key));
  }

  let asked = false;

  /** Ask the browser, once, not to throw this away when the phone is short of space; it may say no without a word. */
  function hold() {
    if (asked || typeof navigator === "undefined" || !navigator.storage || !navigator.storage.persist) return;
    asked = true;
    navigator.storage.persist().catch(() => false);
  }

  /** Keep an item (it has `id` and `user`); rejects when the phone keeps nothing. @returns whether photos are kept too */
  async function put(item) {
    hold();
    const moment = item.saved_at;
    if (await open()) {
      await run("readwrite", (s) => s.put(item));
      forgetJot(item.id, moment);
      return true;
    }
    shelf.put(item);
    forgetJot(item.id, moment);
    return !(item.photos || []).length;
  }

  /** Forget an item. */
  async function drop(key) {
    forgetJot(key, Infinity);
    return (await open()) ? run("readwrite", (s) => s.delete(key)) : shelf.drop(key);
  }

  /** Everything of one person, newest first. */
  async function mine(user) {
    const all = (await open()) ? await run("readonly", (s) => s.index("user").getAll(user)) : shelf.mine(user);
    return all.sort((a, b) => (b.saved_at || 0) - (a.saved_at || 0));
  }

  m.drafts = { id, get, put, drop, mine, jot, merged };
})((globalThis.matokeo = globalThis.matokeo || {}));
