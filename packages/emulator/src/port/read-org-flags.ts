import { readFileSync } from "node:fs";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { objectsFromDescribe } from "../options/objects-from-describe.ts";
import { checkPermissions, type Permission } from "../options/permission.ts";

/** What a command line says of the org itself. */
export interface OrgFlags {
  /** A file of JSON with options of `createEmulator`, those that JSON can say. */
  readonly options?: string | undefined;
  /** A file with descriptions of objects, for `objectsFromDescribe`. */
  readonly schema?: string | undefined;
  readonly sandbox?: boolean | undefined;
  /** What the user may do beyond the ordinary. */
  readonly permission?: readonly string[] | undefined;
}

/**
 * Gives the options of an emulator that a command line names. What it says itself goes before what is in the file of options.
 *
 * @throws TypeError for a permission that there is not, and for files that hold something else; Error for one that cannot be read.
 * @example
 * ```ts
 * import { createEmulator } from "@sfbulk/emulator";
 * import { readOrgFlags } from "@sfbulk/emulator/node";
 *
 * const emulator = createEmulator(readOrgFlags({ sandbox: true, permission: ["BulkApiHardDelete"] }));
 * console.log(emulator.instanceUrl);
 * ```
 */
export function readOrgFlags({ options, schema, sandbox, permission = [] }: OrgFlags): EmulatorOptions {
  checkPermissions(permission as readonly Permission[]);
  const said = options === undefined ? {} : (readJson(options) as EmulatorOptions);
  if (typeof said !== "object" || said === null) {
    throw new TypeError(`Cannot use ${options}: expected an object with options of the emulator`);
  }
  const objects = schema === undefined ? undefined : objectsIn(schema);
  return {
    ...said,
    ...(objects === undefined ? {} : { objects: { ...said.objects, ...objects } }),
    ...(sandbox === true ? { sandbox } : {}),
    ...(permission.length === 0 ? {} : { permissions: permission as readonly Permission[] }),
  };
}

function objectsIn(file: string): EmulatorOptions["objects"] {
  try {
    return objectsFromDescribe(readJson(file));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`Cannot use ${file}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`, {
      cause: error,
    });
  }
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  try {
    // Some shells put a mark before what they write to a file.
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new TypeError(`Cannot use ${file}: it is no JSON (${(error as Error).message})`, { cause: error });
  }
}
