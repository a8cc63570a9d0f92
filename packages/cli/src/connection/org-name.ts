import { type Connection, defaultVersion, normaliseVersion } from "@sfbulk/node";
import { visible } from "../output/visible.ts";
import { askRest } from "./ask-rest.ts";
import type { Org } from "./org.ts";

/** How long somebody who waits for a question may have to wait for a name. */
const timeout = 5000;

/** What an org says that it is. */
export interface Organization {
  readonly name: string | undefined;
  /** `production`, `sandbox`, `Developer Edition`. */
  readonly kind: string;
}

/**
 * Asks an org what it is; `undefined` where it cannot be asked.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_organization.htm
 */
export async function readOrganization(connection: Connection, signal: AbortSignal): Promise<Organization | undefined> {
  const version = normaliseVersion(connection.version ?? defaultVersion);
  const soql = encodeURIComponent("SELECT Name, IsSandbox, OrganizationType FROM Organization");
  try {
    const { value } = await askRest(
      connection,
      { path: `/services/data/v${version}/query?q=${soql}`, withSession: true },
      AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    );
    const [record] = (value as { records?: readonly Partial<Record<string, unknown>>[] } | undefined)?.records ?? [];
    if (record === undefined) return undefined;
    const { Name, IsSandbox, OrganizationType } = record;
    // A Developer Edition is no sandbox, and nobody's production either.
    const kind =
      IsSandbox === true ? "sandbox" : OrganizationType === "Developer Edition" ? "Developer Edition" : "production";
    return { name: typeof Name === "string" ? visible(Name) : undefined, kind };
  } catch {
    // Whoever asks can go on without.
    signal.throwIfAborted();
    return undefined;
  }
}

/**
 * Says which org it is, for who is about to change it: `prod (Acme Ltd, production)`. Where it cannot be asked, what it is
 * called here.
 */
export async function orgName({ connection, label }: Org, signal: AbortSignal): Promise<string> {
  const organization = await readOrganization(connection, signal);
  if (organization === undefined) return label;
  const { name, kind } = organization;
  return `${label} (${[...(name === undefined ? [] : [name]), kind].join(", ")})`;
}
