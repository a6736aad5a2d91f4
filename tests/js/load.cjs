"use strict";
/** Loads files of assets/js as the page does: classic scripts that share one namespace. */
const path = require("node:path");

module.exports = function load(...names) {
  for (const name of ["base", ...names]) require(path.join(__dirname, "..", "..", "assets", "js", `${name}.js`));
  return globalThis.matokeo;
};
