import { type Connection, defaultVersion, findUsers, normaliseVersion, toLongId } from "@sfbulk/node";
import { usageError } from "../arguments/usage-error.ts";
import { askRest } from "../connection/ask-rest.ts";
import type { Org } from "../connection/org.ts";
import { commandError } from "../output/command-error.ts";

/** A user, as far as lists of jobs are concerned. */
interface User {
  readonly Id: string;
  readonly Name: string;
  readonly Username: string;
}

/**
 * Reads the names of users, by one question for all of them.
 *
 * @returns the names by the ids of 18 characters; without those that the org does not tell.
 */
export async function ownerNames(
  { connection }: Org,
  ids: Iterable<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    const users = await findUsers(connection, ids, { signal });
    return new Map(users.map(({ id, name }) => [toLongId(id), name]));
  } catch {
    // A name is nicer than an id, and no reason to fail.
    signal.throwIfAborted();
    return new Map();
  }
}

/**
 * Finds the user whom somebody means by an id, a user name, or a name.
 *
 * @returns the id.
 * @throws UsageError where there is none, or more than one; an error where the org cannot be asked.
 */
export async function findOwner({ connection, label }: Org, given: string, signal: AbortSignal): Promise<string> {
  if (/^005\w{12}(?:\w{3})?$/.test(given)) return given;
  const text = `'${given.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
  const found = await askForUsers(connection, `Username = ${text} OR Name = ${text}`, signal);
  if (found === undefined) {
    throw commandError(
      "OwnerUnknown",
      `Cannot find the user "${given}": ${label} does not answer queries about users`,
      {
        actions: ["Name the id of the user: --created-by 005…"],
      },
    );
  }
  const [user, second] = found;
  if (user === undefined) {
    throw usageError(
      `Cannot find the user "${given}" in ${label}: nobody has that user name, or that name`,
      "Give the user name whole (it looks like an e-mail address), the name whole, or the id",
    );
  }
  if (second === undefined) return user.Id;
  throw usageError(
    `Cannot tell which user "${given}" is: ${found.length} have that name`,
    ...found.slice(0, 5).map(({ Username }) => `Name one of them: --created-by ${Username}`),
  );
}

/** @returns `undefined` where the org does not answer such a query. */
async function askForUsers(
  connection: Connection,
  where: string,
  signal: AbortSignal,
): Promise<readonly User[] | undefined> {
  const version = normaliseVersion(connection.version ?? defaultVersion);
  const soql = encodeURIComponent(`SELECT Id, Name, Username FROM User WHERE ${where} LIMIT 200`);
  const path = `/services/data/v${version}/query?q=${soql}`;
  const { status, value } = await askRest(connection, { path, withSession: true }, signal);
  if (status !== 200) return undefined;
  const { records = [] } = (value ?? {}) as { readonly records?: readonly Partial<User>[] };
  return records.flatMap(({ Id, Name, Username = "" }) =>
    Id === undefined || Name === undefined ? [] : [{ Id, Name, Username }],
  );
}
