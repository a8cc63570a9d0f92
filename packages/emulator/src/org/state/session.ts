/** What a user may do beyond the ordinary. The names are Salesforce's for the permissions in Setup. */
export type Permission = "ManageDataIntegrations" | "BulkApiHardDelete";

/** A session of the org, kept under its access token. */
export interface Session {
  readonly userId: string;
  readonly permissions: readonly Permission[];
  /** How many more calls it lives for. */
  callsLeft: number;
}
