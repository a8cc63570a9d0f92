import { argumentError } from "../../../errors/argument-error.ts";
import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import type { Connection } from "../../../connection/connection.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { BegunEntry } from "../../../protocol/journal-entry.ts";
import type { LoadPart } from "../source/open-parts.ts";
import { getUser } from "../../sweeping/get-user.ts";

/** Gives the columns of rows that are CSV. */
export async function columnsOf({ body, dialect }: Pick<LoadPart, "body" | "dialect">): Promise<readonly string[]> {
  const [{ readCsv }, { findRecordEnd, startOfCsv }] = await Promise.all([
    import("../../../rows/read-csv.ts"),
    import("../../../csv/find-record-end.ts"),
  ]);
  const end = findRecordEnd(startOfCsv(dialect.delimiter.charCodeAt(0)), body, 0);
  return readCsv(new TextDecoder().decode(end === -1 ? body : body.subarray(0, end)), undefined, dialect.delimiter)
    .header;
}

/**
 * Asks for the id of the org.
 *
 * @returns `null` where it does not say; then the address tells orgs apart. Pages are not let ask everywhere.
 */
export async function organizationIdOf(connection: Connection, options: CallOptions): Promise<string | null> {
  try {
    return (await getUser(connection, options)).organizationId;
  } catch (error) {
    if (isSfbulkError(error) && error.name !== "TypeError" && error.name !== "SessionError") return null;
    throw error;
  }
}

/**
 * Sees that a journal is of the load that is to be taken up.
 *
 * @throws TypeError where it is of another org, or of another load.
 */
export function checkSameLoad(before: BegunEntry, now: BegunEntry): void {
  const known = before.organizationId !== null && now.organizationId !== null;
  const isSameOrg = known
    ? before.organizationId?.slice(0, 15) === now.organizationId?.slice(0, 15)
    : before.origin === now.origin;
  if (!isSameOrg) {
    throw otherLoad(
      `it is of the org ${before.organizationId ?? before.origin}, and this one is ${now.organizationId ?? now.origin}`,
    );
  }
  if (before.api !== now.api)
    throw otherLoad(`it is by Bulk API ${before.api ?? "1.0"}, and this one by ${now.api ?? "1.0"}`);
  if (before.takesBack !== undefined) throw otherLoad("it is of taking a load back");
  if (before.snapshot !== now.snapshot) {
    throw otherLoad(
      before.snapshot === true
        ? "it keeps the records in a snapshot before rows are sent, and this one has none"
        : "it was begun without a snapshot, and the records of rows that were sent are as they were no more",
    );
  }
  for (const [what, name] of compared) {
    const [first, second] = [canonical(before[name]), canonical(now[name])];
    if (first !== second) throw otherLoad(`its ${what} were ${first}, and are ${second}`);
  }
}

const compared: readonly (readonly [string, "spec" | "reading" | "columns"])[] = [
  ["spec", "spec"],
  ["options of the source", "reading"],
  ["columns", "columns"],
];

const otherLoad = (why: string): TypeError =>
  argumentError("OtherLoad", `Cannot go on with the load of this journal: ${why}; one load has one journal`);

/** The same JSON for what is the same, whatever the order of its names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
