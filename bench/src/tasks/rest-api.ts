import { json, type Reply } from "./reply.ts";
import { columns } from "./task-rows.ts";

const fieldOf = (name: string): object => ({
  name,
  label: name,
  type: "string",
  length: 255,
  createable: true,
  updateable: true,
  nillable: true,
  custom: name.endsWith("__c"),
  externalId: name === "Ext__c",
  idLookup: name === "Ext__c",
  defaultedOnCreate: false,
  calculated: false,
  autoNumber: false,
  referenceTo: [],
  relationshipName: null,
  picklistValues: [],
  restrictedPicklist: false,
});

/** Answers what clients ask beside their jobs: who they are, which versions and which fields there are. */
export function restApi(path: string, url: string): Reply {
  if (path.endsWith("/describe")) {
    const can = { createable: true, updateable: true, deletable: true, queryable: true };
    return json({ name: "Account", label: "Account", ...can, fields: columns.map(fieldOf) });
  }
  if (path.endsWith("/userinfo")) {
    return json({
      user_id: "0059H000004HZpEQAW",
      organization_id: "00D000000000001EAA",
      preferred_username: "bench@example.com",
      urls: { rest: `${url}/services/data/v{version}/` },
    });
  }
  if (path === "/services/data" || path === "/services/data/") {
    return json([{ label: "Winter", url: "/services/data/v66.0", version: "66.0" }]);
  }
  if (/^\/services\/data\/v[\d.]+\/?$/.test(path)) return json({ jobs: `${path}/jobs`, sobjects: `${path}/sobjects` });
  return json([{ errorCode: "NOT_FOUND", message: `There is nothing at ${path}` }], 404);
}
