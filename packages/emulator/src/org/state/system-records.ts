import type { FieldValue } from "./row.ts";
import type { Org } from "./org.ts";
import { schemaOf } from "../../options/object-schema.ts";
import { putRecord, recordsOf } from "./record-store.ts";
import { toLongId } from "./to-long-id.ts";

const locale = { LanguageLocaleKey: "en_US", TimeZoneSidKey: "GMT" };
const profileId = toLongId("00e8Z000000EmuP");

/** Puts the record of a user into an org, where there is none of that id. */
export function ensureUser(org: Org, id: string, username?: string): void {
  ensureRecord(org, "User", toLongId(id.slice(0, 15)), {
    Username: username ?? `${id.slice(0, 15).toLowerCase()}@emulator.example`,
    Email: username ?? `${id.slice(0, 15).toLowerCase()}@emulator.example`,
    FirstName: "Emulator",
    // Others are told apart by their names, too.
    LastName: username === undefined ? `User ${id.slice(12, 15)}` : "User",
    Alias: "emulator",
    EmailEncodingKey: "UTF-8",
    IsActive: true,
    LocaleSidKey: "en_US",
    ProfileId: profileId,
    UserType: "Standard",
    ...locale,
  });
}

/** Puts the record of the org itself into it. Everything in it is made up. */
export function ensureOrganization(org: Org, isSandbox: boolean): void {
  ensureRecord(org, "Organization", org.id, {
    Name: "Emulator",
    Country: "US",
    DefaultLocaleSidKey: "en_US",
    InstanceName: "EMU1",
    IsSandbox: isSandbox,
    OrganizationType: "Developer Edition",
    ...locale,
  });
}

function ensureRecord(org: Org, object: string, id: string, values: Readonly<Record<string, FieldValue>>): void {
  const table = recordsOf(org.records, object);
  if (table.byId.has(id.slice(0, 15))) return;
  const time = org.clock.now();
  putRecord(table, schemaOf(org.objects, object), {
    id,
    createdDate: time,
    createdById: org.userId,
    lastModifiedDate: time,
    lastModifiedById: org.userId,
    values: new Map(Object.entries(values)),
    deleted: false,
  });
}
