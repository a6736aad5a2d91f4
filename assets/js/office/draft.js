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

  /** The item or null. */
  const get = async (key) => ((await open()) ? (await run("readonly", (s) => s.get(key))) || null : shelf.get(key));

  /** Keep an item (it has `id` and `user`); rejects when the phone keeps nothing. @returns whether photos are kept too */
  async function put(item) {
    if (await open()) {
      await run("readwrite", (s) => s.put(item));
      return true;
    }
    shelf.put(item);
    return !(item.photos || []).length;
  }

  /** Forget an item. */
  const drop = async (key) => ((await open()) ? run("readwrite", (s) => s.delete(key)) : shelf.drop(key));

  /** Everything of one person, newest first. */
  async function mine(user) {
    const all = (await open()) ? await run("readonly", (s) => s.index("user").getAll(user)) : shelf.mine(user);
    return all.sort((a, b) => (b.saved_at || 0) - (a.saved_at || 0));
  }

  m.drafts = { id, get, put, drop, mine };
})((globalThis.matokeo = globalThis.matokeo || {}));
