import type { SalesforceError } from "../errors/salesforce-error.ts";
import { unfinishedBatch } from "./salesforce-texts.ts";

/**
 * Tells whether Salesforce refused to give the results of a batch because it is not through with it: to be asked for
 * again later, as `waitForJob` says when.
 *
 * @example
 * ```ts
 * import { isUnfinishedBatch, SalesforceError } from "@sfbulk/core";
 *
 * const error = new SalesforceError("Cannot read the results", {
 *   exceptionCode: "InvalidBatch",
 *   exceptionMessage: "Batch not completed",
 *   status: 400,
 * });
 * console.log(isUnfinishedBatch(error)); // true
 * ```
 */
export const isUnfinishedBatch = ({ exceptionCode, exceptionMessage }: SalesforceError): boolean =>
  exceptionCode.toLowerCase() === "invalidbatch" && unfinishedBatch.test(exceptionMessage);
