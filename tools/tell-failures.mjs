// Says at the end of a run what failed in it: who reads only the last screen, or only what CI kept of it, has the reason.
import { existsSync, readFileSync } from "node:fs";

/** More of a message says little more; all of it stands where it happened. */
const linesOfMessage = 24;
const linesOfLog = 30;

/**
 * @param {import("./read-report.mjs").Report | undefined} report
 * @param {string} logFile what the task printed: it tells where no test does
 * @returns {string[]} lines
 */
export function tellFailures(report, logFile) {
  const failures = report?.failures ?? [];
  if (failures.length > 0) return failures.flatMap(({ name, message }) => [`✗ ${name}`, ...begin(message)]);
  if (!existsSync(logFile)) return [];
  return readFileSync(logFile, "utf8")
    .trimEnd()
    .split("\n")
    .slice(-linesOfLog)
    .map((line) => `  ${line}`);
}

/** @type {(message: string) => string[]} */
function begin(message) {
  const lines = message
    .trimEnd()
    .split("\n")
    .filter((line) => !isOthers(line));
  const kept = lines.slice(0, linesOfMessage).map((line) => `  ${line}`);
  return lines.length > linesOfMessage ? [...kept, `  … ${lines.length - linesOfMessage} more lines`] : kept;
}

/** @type {(line: string) => boolean} a line of a stack that is in nobody's code here */
const isOthers = (line) => /^\s+at /.test(line) && /node_modules|<anonymous>|node:internal/.test(line);
