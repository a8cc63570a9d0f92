// Reads what passed and what failed, from a report of vitest or of a conformance runner.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * @typedef {{ name: string, message: string }} Failure
 * @typedef {{ passed: number, failed: number, failures?: readonly Failure[] }} Report
 */

/**
 * @param {string} file
 * @returns {Report | undefined} nothing where there is no report
 */
export function readReport(file) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, "utf8"));
  if (!("numTotalTests" in report)) return report;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    failures: report.testResults.flatMap(failuresOf),
  };
}

/**
 * @typedef {{ status: string, fullName: string, failureMessages?: string[] }} Assertion
 *
 * @type {(file: { name: string, status: string, message?: string, assertionResults: Assertion[] }) => Failure[]}
 */
function failuresOf({ name: path, status, message = "", assertionResults }) {
  const name = relative("", path);
  const failures = assertionResults
    .filter((one) => one.status === "failed")
    .map(({ fullName, failureMessages = [] }) => ({
      name: `${name}: ${fullName}`,
      message: failureMessages.join("\n"),
    }));
  // A file that could not even be loaded has no test.
  return failures.length === 0 && status === "failed" ? [{ name, message }] : failures;
}
