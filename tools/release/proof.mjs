// Keeps count of what has been proved, and says it as it goes.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What the rest of the proof needs has failed. */
export class Stop extends Error {}

/**
 * @typedef {object} Proof
 * @property {(title: string) => void} section
 * @property {(title: string, prove: () => Promise<string | void> | string | void) => Promise<boolean>} check proves one
 *   thing; what `prove` gives is said beside it, and what it throws below
 * @property {(file: string) => number} end writes the report, says the totals, and gives the number of failures
 */

/** @returns {Proof} */
export function startProof() {
  const started = Date.now();
  let passed = 0;
  let failed = 0;
  return {
    section: (title) => console.log(`\n${title}`),
    check: async (title, prove) => {
      const began = Date.now();
      try {
        const detail = await prove();
        const seconds = (Date.now() - began) / 1000;
        const time = seconds < 1 ? "" : ` (${seconds.toFixed(1)} s)`;
        console.log(`  ok    ${title}${time}${detail ? `: ${detail}` : ""}`);
        passed++;
        return true;
      } catch (error) {
        const lines = (error instanceof Error ? error.message : String(error)).split("\n");
        console.log([`  FAIL  ${title}`, ...lines.map((line) => `        ${line}`)].join("\n"));
        failed++;
        return false;
      }
    },
    end: (file) => {
      // A run that proved nothing has failed.
      if (passed === 0 && failed === 0) failed = 1;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify({ passed, failed })}\n`);
      console.log(`\n${passed} passed, ${failed} failed (${Math.round((Date.now() - started) / 1000)} s)`);
      return failed;
    },
  };
}
