import { dryRunOption, noPromptOption, orgOptions, outputOptions, waitOptions } from "../arguments/common-options.ts";
import type { Command } from "../command.ts";
import { readDays } from "../loading/take-snapshot.ts";
import { mustBeAnswerable } from "../parts/ask.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import { mustBeWritable } from "../files/must-be-writable.ts";
import { carryOutUndo, showUndo } from "../undo/carry-out-undo.ts";
import type { UndoValues } from "../undo/undo-call.ts";
import { nameLoad, subjectOf } from "../undo/undo-subject.ts";

/** `sfbulk undo`. */
export const undo: Command<UndoValues> = {
  name: "undo",
  summary: "take a load back, as far as nobody has changed its records since",
  description:
    "Takes a load back: records that it has made are deleted; records that it has changed get the values of the loaded fields back, where it was made with `load --snapshot`; records that it has deleted are taken out of the recycle bin. A record that somebody has changed since is left, and told. It shows what it will do, and in which org, and asks once. What triggers, flows, roll-ups and e-mails have done since is not taken back. It goes by the results of the jobs, which Salesforce keeps for seven days. Every record goes into <id>-undo.csv, and each job of its own gets a receipt, by which it can be taken back in turn. Ends with 68 where records are left, 75 where it stopped and can go on.",
  argument: {
    name: "<load>",
    description: "the id of the load's last job, its receipt <id>-load.json, or the file whose load was interrupted",
  },
  options: [
    {
      flags: "--snapshot <path>",
      description: "the snapshot of the load (default: the one that its receipt names, or <id>-snapshot.sfbulk)",
    },
    { flags: "--resume", description: "go on with a taking back that was interrupted" },
    {
      flags: "--job-only",
      description:
        "take back the named job alone, not the rest of its load: for loads of more than 1,000,000 rows, the last job first",
    },
    { flags: "--output-dir <folder>", description: "where the receipt is, and where to write", default: "." },
    { flags: "--snapshot-days <days>", description: "how long records are kept as they were before this (default: 7)" },
    dryRunOption,
    noPromptOption,
    ...waitOptions,
    ...orgOptions,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk undo 7509H0000016GUXQA2 --dry-run", "shows what would be deleted, written back and left"],
    ["sfbulk undo 7509H0000016GUXQA2-load.json", "shows it, asks, and does it"],
    ["sfbulk undo 7509H0000016GUXQA2 --resume", "goes on with what was interrupted"],
    ["sfbulk undo 7509H0000016GUXQA2 --job-only", "takes back this job, not the others of its load"],
  ],
  onlyPrints: ({ dryRun }) => dryRun === true,
  async run(call) {
    const { args, values } = call;
    const isDry = values.dryRun === true;
    readWait(values);
    readDays(values.snapshotDays);
    if (!isDry) mustBeAnswerable(call);
    const named = await nameLoad(args[0], call);
    if (!isDry) await mustBeWritable(values.outputDir);
    const org = await call.connect();
    const subject = await subjectOf(named, org, call);
    return await (isDry ? showUndo : carryOutUndo)(subject, org, call);
  },
};
