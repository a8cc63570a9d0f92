import { parse, stringify } from "devalue";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import type { ObjectSchema } from "../options/object-schema.ts";
import { fromBase64, toBase64 } from "../wire/encoding/base64.ts";
import { createState, type EmulatorState } from "./emulator-state.ts";
import { keptTables, restoreState } from "./kept-state.ts";

/** An org as plain data, so that it can be written to a file as JSON. It holds the org's tokens. */
export interface OrgFile {
  readonly format: "sfbulk-org";
  /** Raised when an older emulator could not read it any more. */
  readonly version: 1;
  /** What vouches for `org`: its SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** All that the org is, as a string of the library devalue. */
  readonly org: string;
}

/** What is in the string. */
interface Content {
  readonly objects: Readonly<Record<string, ObjectSchema>>;
  readonly tables: readonly (readonly [name: string, rows: readonly (readonly [id: string, row: object])[]])[];
}

/** Bytes are written by themselves: the buffer beneath them may hold more than is theirs. */
const reducers = { Bytes: (value: unknown) => value instanceof Uint8Array && [toBase64(value)] };
const revivers = { Bytes: ([text]: readonly [string]) => fromBase64(text) };

/** Writes down all that an org is, its object types and armed faults included, but for the log. */
export async function exportOrg(state: EmulatorState): Promise<OrgFile> {
  const tables = Array.from(keptTables(state), ({ name, rows }) => [name, Array.from(rows, inOrder)] as const).filter(
    ([, rows]) => rows.length > 0,
  );
  const content: Content = { objects: state.org.objects, tables };
  const org = stringify(content, reducers);
  return { format: "sfbulk-org", version: 1, sha256: await sha256Of(org), org };
}

/**
 * Makes the state of an emulator of what was written down. Options go before it where both name an object type.
 *
 * @throws TypeError for what is no org, was written by a newer emulator, or is damaged.
 */
export async function importOrg(options: EmulatorOptions, file: OrgFile): Promise<EmulatorState> {
  const { format, version, sha256, org } = (typeof file === "object" ? (file ?? {}) : {}) as Partial<OrgFile>;
  if (format !== "sfbulk-org" || typeof org !== "string") {
    throw new TypeError("Cannot import the org: this is not what the emulator exports");
  }
  // A file that another version has written may say anything.
  if ((version as unknown) !== 1) {
    throw new TypeError(
      `Cannot import the org: another version of the emulator has written it (format ${String(version)}, this one knows 1)`,
    );
  }
  if (sha256 !== (await sha256Of(org))) {
    throw new TypeError("Cannot import the org: it is damaged, or was changed by hand (the checksum does not match)");
  }
  const { objects, tables } = parse(org, revivers) as Content;
  const state = createState({ ...options, scenarios: false, objects: { ...objects, ...options.objects } });
  restoreState(state, new Map(tables.map(([name, rows]) => [name, new Map(rows)])));
  return state;
}

/** Puts the members of a row into one order, whichever it was made in: the same org gives the same file. */
const inOrder = ([id, row]: readonly [string, object]): readonly [string, object] => [
  id,
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== undefined)
      // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  ),
];

async function sha256Of(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
