/**
 * A photo made small enough for a slow line, on the phone: at most 1,600 pixels, JPEG, upright. Drawing it anew also
 * leaves out what cameras write into files (place, device).
 */
(function (m) {
  const MOST = 1600;
  const QUALITY = 0.82;

  /** Width and height of a picture that fits into a square of `most`; never enlarged. */
  function fit(width, height, most) {
    const scale = Math.min(1, (most || MOST) / Math.max(width, height));
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  }

  /** A size as people say it: `312 KB`, `1.4 MB`. */
  function size(bytes) {
    if (bytes < 1000 * 1000) return Math.max(1, Math.round(bytes / 1000)) + " KB";
    return (bytes / 1e6).toFixed(1) + " MB";
  }

  /** @param {Blob} file @returns {Promise<{blob: Blob, width: number, height: number}>} rejects for what is no picture */
  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const target = fit(picture.width, picture.height, MOST);
    const canvas = document.createElement("canvas");
    canvas.width = target.width;
    canvas.height = target.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // JPEG has no transparency; a screenshot's empty parts are paper
    pen.fillRect(0, 0, target.width, target.height);
    pen.drawImage(picture, 0, 0, target.width, target.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob) throw new Error("no picture");
    return { blob, ...target };
  }

  /** The picture as an address; the page's policy allows data, not blobs. */
  function address(blob) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  }

  /** A photo as a draft keeps it: the picture, its own key for sending, and whether it has arrived. */
  async function taken(file) {
    const small = await shrink(file);
    return { key: m.send.uuid(), blob: small.blob, width: small.width, height: small.height, bytes: small.blob.size, sent: false };
  }

  /** Send one photo; the same picture under the same key is stored once. @returns {Promise<object>} an answer */
  const upload = (photo, kind) =>
    m.send.deliver("/api/v1/attachments?kind=" + kind, photo.blob, { "Content-Type": "image/jpeg", "Idempotency-Key": photo.key });

  m.photo = { fit, size, shrink, address, taken, upload };
})((globalThis.matokeo = globalThis.matokeo || {}));
