import { defaultVersion, normaliseVersion } from "@sfbulk/node";
import { askRest } from "../connection/ask-rest.ts";
import { resultFile } from "../files/result-file.ts";
import type { Check } from "./check.ts";

/**
 * Asks for the descriptions of objects, and writes them to a file as an array of what the org answers: the emulator gives an org
 * those objects and fields.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export const describe = (objects: readonly string[], path: string, overwrite: boolean): Check => ({
  title: "Schema",
  look: async ({ connection }, signal) => {
    const used = normaliseVersion(connection.version ?? defaultVersion);
    const described: unknown[] = [];
    for (const object of objects) {
      const where = `/services/data/v${used}/sobjects/${object}/describe`;
      const { status, value } = await askRest(connection, { path: where, withSession: true }, signal);
      if (status !== 200 || value === undefined) {
        return {
          ok: false,
          says: `${object} cannot be described: status ${status}`,
          action: "Check its API name, and that the user may see it",
        };
      }
      described.push(value);
    }
    const file = await resultFile(path, { overwrite, again: () => "the same command" });
    try {
      await file.write(`${JSON.stringify(described, undefined, 1)}\n`);
      await file.close();
      await file.keep();
    } finally {
      await file.discard();
    }
    const count = objects.length === 1 ? "1 object" : `${objects.length} objects`;
    return {
      ok: true,
      says: `${count} described in ${path}; for an org with the same fields: sfbulk emulator --schema ${path}`,
      data: { objects, file: path },
    };
  },
});
