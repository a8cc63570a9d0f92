import type { EmulatorOptions } from "./emulator-options.ts";
import { checkClients } from "./check-clients.ts";
import { checkMembers, type MemberKinds } from "./check-members.ts";
import { checkObjects } from "./check-objects.ts";
import { checkOrigins } from "./check-origins.ts";
import type { OrgUser } from "./org-user.ts";
import { checkPermissions } from "./permission.ts";

const userKinds: MemberKinds<OrgUser> = {
  username: "string",
  password: "string",
  securityToken: "string",
  userId: "string",
};

const names: Readonly<Record<keyof EmulatorOptions, true>> = {
  now: true,
  queueTime: true,
  processTime: true,
  seed: true,
  objects: true,
  jobsPageSize: true,
  batchQuota: true,
  resultRecords: true,
  corsAllowList: true,
  corsForOAuth: true,
  controlHosts: true,
  clients: true,
  user: true,
  passwordFlow: true,
  soapLogin: true,
  apiAccessControl: true,
  sandbox: true,
  instanceUrl: true,
  permissions: true,
  acceptUploadComplete: true,
  scenarios: true,
  unhandled: true,
};

/** What options are that have no rule of their own below. */
const kinds = [
  ["now", "function"],
  ["seed", "number"],
  ["corsForOAuth", "boolean"],
  ["acceptUploadComplete", "boolean"],
  ["passwordFlow", "boolean"],
  ["sandbox", "boolean"],
  ["soapLogin", "boolean"],
  ["apiAccessControl", "boolean"],
  ["scenarios", "boolean"],
] as const;

/** Checks the options of an emulator. @throws TypeError for one that makes no sense, and for a name that there is not. */
export function checkOptions(options: EmulatorOptions): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError("Cannot use options: expected an object");
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot use option "${unknown}": expected one of ${Object.keys(names).join(", ")}`);
  }
  for (const [name, kind] of kinds) {
    const value = options[name];
    if (value === undefined || typeof value === kind) continue;
    throw new TypeError(`Cannot use ${name} ${String(value)}: expected a ${kind}`);
  }
  for (const name of ["queueTime", "processTime", "batchQuota"] as const) {
    const value = options[name];
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new TypeError(`Cannot use ${name} ${String(value)}: expected a number, 0 or more`);
  }
  const { jobsPageSize = 1, resultRecords = 1, instanceUrl = "https://emulator.my.salesforce.com" } = options;
  if (!(Number.isInteger(jobsPageSize) && jobsPageSize >= 1)) {
    throw new TypeError(`Cannot use jobsPageSize ${String(jobsPageSize)}: expected an integer, 1 or more`);
  }
  if (!(resultRecords === Number.POSITIVE_INFINITY || (Number.isInteger(resultRecords) && resultRecords >= 1))) {
    throw new TypeError(`Cannot use resultRecords ${String(resultRecords)}: expected an integer, 1 or more`);
  }
  if (![undefined, "list", "error"].includes(options.unhandled)) {
    throw new TypeError(`Cannot use unhandled ${JSON.stringify(options.unhandled)}: expected "list" or "error"`);
  }
  if (!URL.canParse(instanceUrl) || new URL(instanceUrl).origin !== instanceUrl) {
    throw new TypeError(
      `Cannot use instanceUrl ${JSON.stringify(instanceUrl)}: expected an origin such as "https://emulator.my.salesforce.com"`,
    );
  }
  for (const host of options.controlHosts ?? []) {
    if (typeof host !== "string" || !(/^[\w.-]+$/.test(host) || isAddress(host))) {
      throw new TypeError(`Cannot use control host ${JSON.stringify(host)}: expected a name without scheme and port`);
    }
  }
  if (options.clients !== undefined) checkClients(options.clients);
  if (options.objects !== undefined) checkObjects(options.objects);
  if (options.permissions !== undefined) checkPermissions(options.permissions);
  if (options.user !== undefined) {
    checkMembers("user", options.user, userKinds);
    if (options.user.username === undefined || options.user.password === undefined) {
      throw new TypeError("Cannot use user: expected a username and a password");
    }
  }
  if (options.corsAllowList !== undefined) checkOrigins(options.corsAllowList);
}

/** Tells whether this looks like an IPv6 address, in brackets or without. */
const isAddress = (host: string): boolean => /^\[?[\da-f:.]+\]?$/i.test(host) && host.split(":").length > 2;
