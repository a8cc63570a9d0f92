import { defineConfig } from "vite";

/** The button in Salesforce's pages, in one file: a content script imports nothing. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist/extension",
    target: "es2022",
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: { entry: "src/button/main.ts", formats: ["iife"], name: "sfbulk", fileName: () => "button.js" },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
