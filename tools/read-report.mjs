// Reads how many tests passed and failed, from a report of vitest or of a conformance runner.
import { existsSync, readFileSync } from "node:fs";

/**
 * @param {string} file
 * @returns {{ passed: number, failed: number } | undefined} nothing where there is no report
 */
export function readReport(file) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, "utf8"));
  return "numTotalTests" in report
    ? { passed: report.numPassedTests, failed: report.numFailedTests }
    : { passed: report.passed, failed: report.failed };
}
