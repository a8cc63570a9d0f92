/** Lists what a user may do beyond the ordinary. */
export const permissions = ["ManageDataIntegrations", "BulkApiHardDelete"] as const;

/** What a user may do beyond the ordinary. The names are Salesforce's for the permissions in Setup. */
export type Permission = (typeof permissions)[number];
