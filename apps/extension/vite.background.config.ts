import { defineConfig } from "vite";

/** What runs without a page, in one file: a service worker may not import later. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist/extension",
    target: "es2022",
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: { entry: "src/background/main.ts", formats: ["iife"], name: "sfbulk", fileName: () => "background.js" },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
