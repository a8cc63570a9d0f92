/** Lists what a user may do beyond the ordinary. */
const permissions = ["ManageDataIntegrations", "BulkApiHardDelete"] as const;

/** What a user may do beyond the ordinary. The names are Salesforce's for the permissions in Setup. */
export type Permission = (typeof permissions)[number];

/** Checks what a user may do. @throws TypeError for a permission that there is not. */
export function checkPermissions(asked: readonly Permission[]): void {
  if (!Array.isArray(asked)) throw new TypeError("Cannot use permissions: expected an array of their names");
  const unknown = (asked as readonly Permission[]).find((name) => !permissions.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`Cannot use permission ${JSON.stringify(unknown)}: expected one of ${permissions.join(", ")}`);
}
