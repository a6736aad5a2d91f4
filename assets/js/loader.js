/**
 * The script that other sites load as /embed.js: puts an embed's frame where it stands and gives it the height it asks for.
 *
 *   <script async src="https://results.example/embed.js" data-matokeo="/embed/e/president/KE?chart=bars"></script>
 *   <div data-matokeo-embed="/embed/e/president/KE?chart=bars"></div>
 *
 * One global name, `matokeoEmbed`, with `scan()` for pages that add embeds later. Sets no cookie, stores and sends nothing.
 */
(function (root) {
  "use strict";
  const LEAST = 80;
  const MOST = 6000;
  const FIRST = 420;
  const DONE = "data-matokeo-done";
  const page = root.document;
  const own = page && page.currentScript;
  if (!own || !own.src) return;
  const origin = new URL(own.src).origin;
  // By origin: an article may show two sites' figures, and may hold this script once for each embed.
  const all = (root.matokeoEmbed = root.matokeoEmbed || { sites: {}, scan: () => Object.values(all.sites).forEach((site) => site.scan()) });

  /** The whole address of an embed of this site; null for any other. */
  function address(text) {
    let url;
    try {
      url = new URL(text, origin);
    } catch (error) {
      return null;
    }
    return url.origin === origin && url.pathname.startsWith("/embed/") ? url : null;
  }

  /** A number of pixels within bounds; null for anything else. */
  function pixels(value) {
    const number = Math.ceil(Number(value));
    return Number.isFinite(number) && number > 0 ? Math.min(MOST, Math.max(LEAST, number)) : null;
  }

  function frame(url, holder) {
    const made = page.createElement("iframe");
    const fixed = pixels(holder.getAttribute("data-height"));
    made.src = url.href;
    made.title = holder.getAttribute("data-title") || "Matokeo";
    made.width = "100%";
    made.height = String(fixed || FIRST);
    made.loading = "lazy";
    made.referrerPolicy = "no-referrer";
    made.setAttribute("style", "border:0;width:100%;display:block");
    if (fixed) made.setAttribute("data-fixed", "");
    return made;
  }

  function site() {
    const frames = [];

    function fill(holder, name) {
      if (holder.hasAttribute(DONE)) return;
      const url = address(holder.getAttribute(name));
      if (!url) return;
      holder.setAttribute(DONE, "");
      const made = frame(url, holder);
      frames.push(made);
      if (name === "data-matokeo") holder.parentNode.insertBefore(made, holder.nextSibling);
      else holder.replaceChildren(made);
    }

    /** Fill what stands in the page now. A script in the head has no place for a frame. */
    function scan() {
      for (const holder of page.querySelectorAll("body script[data-matokeo]")) {
        if (holder.src && new URL(holder.src).origin === origin) fill(holder, "data-matokeo");
      }
      for (const holder of page.querySelectorAll("[data-matokeo-embed]")) fill(holder, "data-matokeo-embed");
    }

    // A message counts only from a frame made here, from this site: anybody may post to a page.
    root.addEventListener("message", (event) => {
      const said = event.data;
      if (event.origin !== origin || !said || said.type !== "matokeo:height") return;
      const made = frames.find((one) => one.contentWindow === event.source);
      const height = pixels(said.height);
      if (made && height && !made.hasAttribute("data-fixed")) made.height = String(height);
    });
    if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", scan);
    return { scan };
  }

  if (!all.sites[origin]) all.sites[origin] = site();
  all.sites[origin].scan();
})(globalThis);
