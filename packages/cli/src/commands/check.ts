import { jsonLinesOption, orgOptions, outputOptions } from "../arguments/common-options.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { cannotBeLoaded, inspectFile } from "../load/inspect-file.ts";
import { openRows } from "../load/open-rows.ts";
import { chooseByMap, readMap } from "../load/read-map.ts";
import {
  readingOptions,
  readReading,
  type ReadingValues,
  readSpec,
  specOptions,
  type SpecValues,
} from "../load/read-spec.ts";
import { showReport } from "../load/show-report.ts";
import { startProgress } from "../output/progress.ts";

/** The values of the options of `check`. */
interface CheckValues extends SpecValues, ReadingValues {
  readonly offline?: true;
  readonly batchSize: string;
}

/** `sfbulk check`. */
export const check: Command<CheckValues> = {
  name: "check",
  summary: "see whether a CSV file can be loaded, and send nothing",
  description:
    "Reads all of a file: how it is written, its rows, the lines that have too few or too many values. With --sobject and --operation it asks the org about the fields, and looks at every column and every value: names that no field has, fields that may not be written, ids of other objects, dates and numbers that Salesforce cannot read. With --offline no org is asked. Nothing is changed. Ends with 0 where it can be loaded, warnings included, and 1 where it cannot.",
  argument: { name: "<file>", description: "the CSV file, with a header line of field names" },
  options: [
    ...specOptions.slice(0, 3),
    { flags: "--offline", description: "do not ask the org" },
    ...readingOptions,
    { flags: "--batch-size <rows>", description: "how many rows a batch may have", default: "10000" },
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk check accounts.csv", "looks at the file alone"],
    ["sfbulk check accounts.csv --sobject Account --operation insert", "checks columns and values against the org"],
  ],
  async run(call) {
    const { args, values, output, interruption } = call;
    const { sobject, operation, externalId, offline } = values;
    const isAbout = sobject !== undefined || operation !== undefined || externalId !== undefined;
    const spec = isAbout ? readSpec(values, undefined, "check against the org") : undefined;
    const maxRecords = readCount("--batch-size", values.batchSize, 10_000);
    const map = await readMap(values.map);
    const choose = map === undefined ? undefined : chooseByMap(map);
    const rows = await openRows(args[0] ?? "", { ...readReading(values), choose });
    if (rows.bytes === undefined) {
      throw usageError(`Cannot check ${rows.name}: it can be read only once`, "Give a file");
    }
    const connection = spec === undefined || offline === true ? undefined : (await call.connect()).connection;
    const progress = await startProgress(output, `Reading ${rows.name}`);
    try {
      const report = await inspectFile(rows, { spec, connection, maxRecords, signal: interruption.signal });
      progress.stop();
      showReport(report, map !== undefined, output);
      return { status: cannotBeLoaded(report) ? 1 : 0, result: report };
    } finally {
      progress.stop();
    }
  },
};
