/**
 * The field for one photo: camera or album, the picture small, its size, take again, look closer, remove. The page that
 * uses it keeps and sends the photos; here is only the field.
 */
(function (m) {
  let hooks = null;

  /**
   * @param {{photos: () => object[], changed: (photos: object[]) => void, bad: () => void}} given
   */
  async function start(given) {
    hooks = given;
    for (const name of ["take", "album"]) {
      const input = document.getElementById(name);
      if (!input) return;
      input.addEventListener("change", () => chosen(input));
    }
    document.getElementById("closer").addEventListener("click", look);
    document.getElementById("unphoto").addEventListener("click", () => {
      hooks.changed([]);
      show();
      document.getElementById("take").focus();
    });
    await show();
  }

  async function chosen(input) {
    const file = input.files && input.files[0];
    input.value = ""; // the same file may be chosen again
    if (!file) return;
    try {
      hooks.changed([await m.photo.taken(file)]);
      await show();
    } catch (error) {
      hooks.bad();
    }
  }

  async function show() {
    const photo = hooks.photos()[0];
    const thumb = document.getElementById("thumb");
    const size = document.getElementById("photo-size");
    size.dataset.plain ||= size.textContent;
    size.textContent = photo ? m.photo.size(photo.bytes) : size.dataset.plain;
    for (const name of ["closer", "unphoto"]) document.getElementById(name).hidden = !photo;
    document.getElementById("album-label").hidden = Boolean(photo);
    const words = document.getElementById("take-words");
    words.dataset.plain ||= words.textContent;
    words.textContent = photo ? m.say("photo_again") : words.dataset.plain;
    if (!photo) return thumb.replaceChildren();
    const picture = m.tell.make("img");
    picture.alt = m.say("photo_alt");
    picture.src = await m.photo.address(photo.blob);
    thumb.replaceChildren(picture);
  }

  /** The whole picture, as large as it is; fingers move and pinch it as the phone does. */
  async function look() {
    const box = document.getElementById("looker");
    const close = Object.assign(m.tell.make("button", "btn btn-1", m.say("photo_close")), { type: "button" });
    const fit = Object.assign(m.tell.make("button", "btn", m.say("photo_size")), { type: "button" });
    const frame = m.tell.make("div", "pic");
    frame.tabIndex = 0;
    const picture = m.tell.make("img", "fit");
    picture.alt = m.say("photo_alt");
    picture.src = await m.photo.address(hooks.photos()[0].blob);
    frame.append(picture);
    close.addEventListener("click", () => box.close());
    fit.addEventListener("click", () => picture.classList.toggle("fit"));
    const bar = m.tell.make("div", "ways2");
    bar.append(close, fit);
    box.replaceChildren(bar, frame);
    box.showModal();
  }

  m.shots = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
