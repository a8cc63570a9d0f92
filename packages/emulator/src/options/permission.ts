/** What a user may do beyond the ordinary. The names are Salesforce's for the permissions in Setup. */
export type Permission = "ManageDataIntegrations" | "BulkApiHardDelete";
