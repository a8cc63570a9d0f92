import type { SalesforceError } from "../errors/salesforce-error.ts";

// Salesforce's own texts that something is decided by, where its codes do not tell. They stand here and nowhere else.

/** Stands in CSV instead of a header when a query found no records (recorded). */
export const noRecords = "Records not found for this query";

/** `InvalidBatch` means several things. That a batch was not processed at all is a guess. */
const unfinishedBatch = /not (?:been )?(?:completed|processed)/i;

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

/** What the endpoint that gives tokens may say no for. */
export type SignInTrouble =
  | "deadRefreshToken"
  | "usedCode"
  | "inactiveUser"
  | "wrongDomain"
  | "noRunAsUser"
  | "userNotApproved"
  | "wrongAssertion"
  | "wrongClientId"
  | "wrongClientSecret"
  | "flowDisabled";

/**
 * How that endpoint says so, as people have reported it; the REST API guide names the codes only.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
export const signInTexts: readonly (readonly [SignInTrouble, RegExp])[] = [
  ["deadRefreshToken", /expired access\/refresh token/i],
  ["usedCode", /expired authorization code/i],
  ["inactiveUser", /inactive user/i],
  ["wrongDomain", /request not supported on this domain/i],
  ["noRunAsUser", /no client credentials user enabled/i],
  ["userNotApproved", /user hasn't approved this consumer/i],
  ["wrongAssertion", /authentication failure/i],
  ["wrongClientId", /client identifier invalid|invalid_client/i],
  ["wrongClientSecret", /invalid client credentials|client_secret/i],
  ["flowDisabled", /grant type not supported|unsupported_grant_type/i],
];
