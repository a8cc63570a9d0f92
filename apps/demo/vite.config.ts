import { defineConfig } from "vite";

/** The page. It asks for nothing but its own files, wherever they are put. */
export default defineConfig({
  base: "./",
  // Types are checked elsewhere; the packages are taken as they are published.
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
});
