import { defineConfig } from "vite";
import { pageHead } from "./vite.page-head.ts";

const pages = ["console", "panel", "popup", "options", "welcome"];

/** The extension's pages: they ask for nothing but their own files, and the org. */
export default defineConfig({
  base: "./",
  plugins: [pageHead],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist/extension",
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { input: pages.map((page) => `${page}.html`) },
  },
});
