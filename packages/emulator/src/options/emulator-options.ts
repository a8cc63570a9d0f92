import type { ObjectSchema } from "./object-schema.ts";
import type { Permission } from "./permission.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OrgUser } from "./org-user.ts";

/** Says how an emulated org differs from the usual one. Everything may be left out. */
export interface EmulatorOptions {
  /** Gives the time in milliseconds since 1970. Default: `Date.now`. With a fixed one, only `control.advance` moves time. */
  readonly now?: () => number;
  /** Milliseconds that a batch is `Queued` before it is `InProgress`. Default: 200. */
  readonly queueTime?: number;
  /** Milliseconds that a batch is `InProgress` before it is `Completed` or `Failed`. Default: 300. */
  readonly processTime?: number;
  /** Decides all ids, tokens and request ids: the same seed gives the same ones. Default: 1. */
  readonly seed?: number;
  /**
   * Object types to add to `defaultObjects`, or to put in their place; `objectsFromDescribe` makes them of a real org's. One
   * whose ids begin as those of another usual one replaces that.
   */
  readonly objects?: Readonly<Record<string, ObjectSchema>>;
  /** How many jobs a page of the job list has. Default: 1000, as Salesforce's. */
  readonly jobsPageSize?: number;
  /** How many batches may be added in 24 hours. Default: 15,000, as Salesforce's. */
  readonly batchQuota?: number;
  /**
   * How many records a result of a query has at most; more make several results, or several pages in Bulk API 2.0.
   * Default: no limit, where Salesforce has one of 1 GB.
   */
  readonly resultRecords?: number;
  /**
   * Origins whose pages may call, as in Setup → CORS: `https://app.example`, `https://*.app.example`,
   * `http://localhost:5173`, `chrome-extension://…`; `*` for all of them, which Salesforce does not have. Default: none.
   */
  readonly corsAllowList?: readonly string[];
  /**
   * Whether those pages may call the token endpoint and `revoke` too: "Enable CORS for OAuth endpoints" in Setup, which is
   * off there. Default: true.
   */
  readonly corsForOAuth?: boolean;
  /**
   * Names, without scheme and port, under which the control and the status page answer beside those of this computer
   * (`localhost`, `127.0.0.1`, `::1`), those that end in `.invalid`, and `instanceUrl`: whoever reaches a port under
   * another name may have been led there by somebody else's page. Default: none.
   */
  readonly controlHosts?: readonly string[];
  /** Apps that may ask the token endpoint. Default: the one exported as `defaultClient`, and the sf CLI's `PlatformCLI`. */
  readonly clients?: readonly OAuthClient[];
  /** The user who may sign in with a password, by SOAP or OAuth. Default: the one exported as `defaultUser`. */
  readonly user?: OrgUser;
  /** Whether the OAuth flow with name and password is there: off in new orgs, and everywhere from 2027 on. Default: true. */
  readonly passwordFlow?: boolean;
  /** Whether SOAP's `login()` is there up to version 64.0: off in new orgs. Default: true. */
  readonly soapLogin?: boolean;
  /**
   * Whether *API Access Control* is on: the APIs then refuse sessions that no app has signed in for, those of a browser and of
   * SOAP's `login()`. Default: false.
   */
  readonly apiAccessControl?: boolean;
  /** The org's own address. Default: `https://emulator.my.salesforce.com`, where nothing listens. */
  readonly instanceUrl?: string;
  /** Whether the org says that it is a sandbox: `Organization.IsSandbox`, and what SOAP's `login()` answers. Default: false. */
  readonly sandbox?: boolean;
  /** What the user of the first token may do beyond the ordinary. Default: nothing. */
  readonly permissions?: readonly Permission[];
  /**
   * Whether `{"state":"UploadComplete"}`, Bulk API 2.0's word that the old Postman collection sent, closes a job. What
   * Salesforce answers to it is not known; the default, a refusal with `InvalidJob`, is a guess.
   */
  readonly acceptUploadComplete?: boolean;
  /**
   * What is answered to a request for which the emulator has nothing: `list`, Salesforce's own answer, as a rule status
   * 404; `error`, status 501 and what is missing, so that a test fails where it leans on it. Both are in
   * `control.unhandled()`. Default: `list`.
   */
  readonly unhandled?: "list" | "error";
  /** Whether the jobs and faults of `scenarios` are there from the start. Default: false. */
  readonly scenarios?: boolean;
}
