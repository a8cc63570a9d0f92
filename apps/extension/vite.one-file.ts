import type { UserConfig } from "vite";

/** Puts what runs without a page into one file: a service worker may not import later, and a content script imports nothing. */
export const inOneFile = (entry: string, fileName: string): UserConfig => ({
  publicDir: false,
  build: {
    outDir: "dist/extension",
    target: "es2022",
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: { entry, formats: ["iife"], name: "sfbulk", fileName: () => fileName },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
