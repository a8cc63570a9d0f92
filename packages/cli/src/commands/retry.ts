import type { Command } from "../command.ts";
import { settingOptions } from "../load/read-spec.ts";
import type { LoadCall } from "../loading/load-call.ts";
import {
  endingOptions,
  maxFailedOption,
  sendingOptions,
  snapshotOptions,
  surroundingOptions,
} from "../loading/load-options.ts";
import { loadRetry } from "../loading/load-retry.ts";
import { prepareCall } from "../loading/prepare-call.ts";

/** `sfbulk retry`. */
export const retry: Command<LoadCall["values"]> = {
  name: "retry",
  summary: "load what failed in a job once more, as it was sent",
  description:
    "Loads the rows of a job that were not written once more: as they were sent, into the same object, by the same operation, in a job of their own. No file is needed: the rows come from Salesforce, which keeps them for seven days; of a load of several jobs all of them, where its receipt, <id>-load.json, is in --output-dir. Rows that may have been written are left out, and told. What fails again is in the new job, so that is the one to retry next: the same job once more would load its rows a second time. Ends as `sfbulk load` does: with 68 where rows failed again, 0 where there was none to load.",
  argument: { name: "<id>", description: "id of the job, 15 or 18 characters; of a load, that of its last job" },
  options: [
    ...settingOptions,
    maxFailedOption,
    ...snapshotOptions,
    ...endingOptions,
    ...sendingOptions,
    ...surroundingOptions,
  ],
  examples: [
    ["sfbulk retry 7509H0000016GUXQA2", "loads what failed once more"],
    ["sfbulk retry 7509H0000016GUXQA2 --serial", "one batch after another, where others had locked the records"],
    ["sfbulk results 7509H0000016GUXQA2 --failed-only --csv", "shows what failed, and sends nothing"],
  ],
  async run(call) {
    const [id = ""] = call.args;
    return await loadRetry(id, prepareCall({ ...call, args: [] }));
  },
};
