/**
 * The photo beside the fields: larger, smaller, turned, moved, by keys, buttons, wheel and drag. It starts as wide as its
 * frame, so that figures can be read without a touch. `open(photos)` shows other photos; nothing is stored.
 */
(function (m) {
  const STEP = 60;

  /** One viewer on a `.vf-photo`. */
  function viewer(box) {
    const frame = m.one(".vf-frame", box);
    let view = { scale: 1, turn: 0, x: 0, y: 0 };

    const pictures = () => m.all("img", frame);
    const shown = () => pictures().find((picture) => !picture.hidden);

    function draw() {
      const picture = shown();
      if (picture) picture.style.transform = `translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${view.scale})`;
    }

    function fit() {
      view = { scale: 1, turn: 0, x: 0, y: 0 };
      draw();
    }

    function zoom(factor) {
      const scale = Math.min(8, Math.max(0.25, view.scale * factor));
      const ratio = scale / view.scale;
      view = { ...view, scale, x: view.x * ratio, y: view.y * ratio };
      draw();
    }

    function next() {
      const all = pictures();
      const at = all.findIndex((picture) => !picture.hidden);
      all.forEach((picture, place) => (picture.hidden = place !== (at + 1) % all.length));
      fit();
    }

    const acts = {
      in: () => zoom(1.25),
      out: () => zoom(0.8),
      turn: () => ((view.turn = (view.turn + 90) % 360), draw()),
      fit,
      next,
      up: () => ((view.y += STEP), draw()),
      down: () => ((view.y -= STEP), draw()),
      left: () => ((view.x += STEP), draw()),
      right: () => ((view.x -= STEP), draw()),
    };

    function act(name) {
      if (!acts[name] || !shown()) return false;
      acts[name]();
      return true;
    }

    /** Show the photos of another form. */
    function open(photos) {
      frame.replaceChildren(
        ...photos.map((uid, place) => {
          const picture = document.createElement("img");
          picture.src = `/api/v1/attachments/${uid}`;
          picture.alt = m.say("vf_photo", { n: place + 1 });
          picture.hidden = place > 0;
          picture.draggable = false;
          return picture;
        })
      );
      m.one(".vf-nophoto", box).hidden = photos.length > 0;
      fit();
    }

    frame.addEventListener(
      "wheel",
      (event) => {
        if (!shown()) return;
        event.preventDefault();
        zoom(event.deltaY < 0 ? 1.1 : 0.9);
      },
      { passive: false }
    );
    frame.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !shown()) return;
      frame.setPointerCapture(event.pointerId);
      const from = { x: event.clientX - view.x, y: event.clientY - view.y };
      const drag = (to) => {
        view = { ...view, x: to.clientX - from.x, y: to.clientY - from.y };
        draw();
      };
      frame.addEventListener("pointermove", drag);
      const drop = () => frame.removeEventListener("pointermove", drag);
      frame.addEventListener("pointerup", drop, { once: true });
      frame.addEventListener("pointercancel", drop, { once: true });
    });
    for (const button of m.all("[data-do]", box)) button.addEventListener("click", () => act(button.dataset.do));
    return { act, open, fit };
  }

  m.verifyphoto = { viewer };
})((globalThis.matokeo = globalThis.matokeo || {}));
