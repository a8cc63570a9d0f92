import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/** What Salesforce said. */
export interface SalesforceErrorDetails extends ErrorDetails {
  /** Salesforce's code. */
  readonly exceptionCode: string;
  /** Salesforce's words. */
  readonly exceptionMessage: string;
  /** The HTTP status. */
  readonly status: number;
}

/**
 * Salesforce understood the request and said no.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_errors.htm
 */
export class SalesforceError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "SalesforceError" as const;
  /** Salesforce's code, `InvalidJobState`. Compare it without regard to case: Salesforce's own spelling varies. */
  readonly exceptionCode: string;
  /** Salesforce's words. */
  readonly exceptionMessage: string;
  /** The HTTP status, mostly 400. */
  readonly status: number;

  constructor(message: string, details: SalesforceErrorDetails) {
    super(message, details, "Refused");
    this.exceptionCode = details.exceptionCode;
    this.exceptionMessage = details.exceptionMessage;
    this.status = details.status;
  }
}
