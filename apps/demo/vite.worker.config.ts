import { defineConfig } from "vite";

/** The service worker with the emulated orgs: one file under a name that stays, since a worker may not import later. */
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2022",
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: { entry: "src/worker/org-worker.ts", formats: ["iife"], name: "orgWorker", fileName: () => "org-worker.js" },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
