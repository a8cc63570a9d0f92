import type { Section } from "./measurement.ts";
import { mostGrowth, mostMemory, whyMore } from "./tasks/memory-bars.ts";
import { isMet } from "./write-bars.ts";
import type { NodeRun, Results } from "./write-page.ts";
import { writeTable } from "./write-tables.ts";

/** The name of the section that has a page of its own. */
export const tasksName = "tasks";

/** Makes the page that sets whole tasks side by side, out of the latest runs. */
export function writeTasksPage({ machine, runs }: Results): string {
  const measured = runs.flatMap((run) => {
    const section = run.sections.find(({ name }) => name === tasksName);
    return section === undefined ? [] : [{ run, section }];
  });
  return [
    "# Whole tasks, side by side",
    "What you wait for: from the start of a program to its end, and what it takes of the machine and of the org's API calls meanwhile.",
    `**Only ratios can be compared** between machines. These are of ${machine}, unless another one is named. \`pnpm bench --only tasks\` measures them again (7 min; \`--large\` at full size, 35 min; \`--quick\` to see whether it works, \`--node 24\` in another Node.js). What single steps take is in [Performance](performance.md).`,
    ...measured.flatMap(({ run, section }) => partOf(run, section, measured.length > 1)),
    ...(measured.at(-1)?.section.plots ?? []).map(({ file, title }) => `![${title}](performance/${file}.svg)`),
  ]
    .join("\n\n")
    .concat("\n");
}

function partOf({ date }: NodeRun, section: Section, isOneOfMany: boolean): string[] {
  const { text, tables, machine } = section;
  const [table, killed] = tables;
  const [how = "", fairness = ""] = text;
  const version = /Node\.js [\d.]+/.exec(how)?.[0] ?? "";
  return [
    ...(isOneOfMany ? [`## In ${version}`] : []),
    `${how} Measured on ${date.slice(0, 10)}${machine === undefined ? "" : `, on ${machine}`}.`,
    ...(table === undefined ? [] : [writeTable(table)]),
    fairness,
    "`processor` and what stands behind it are of the runs at 20 ms. A bar is missed where it says so.",
    ...memoryOf(section),
    ...(killed === undefined
      ? []
      : [
          "**What is left after `kill -9`** in the middle of a load, over a line of 2 MB a second, and what becomes of it:",
          writeTable(killed),
        ]),
  ];
}

/** Says what ours take of the memory, beside what they may: to a digit more than elsewhere, as it may be near. */
function memoryOf({ ratios }: Section): string[] {
  const [memory, growth] = [mostMemory, mostGrowth].map(({ name }) => ratios.find((one) => one.name === name));
  if (memory === undefined || growth === undefined) return [];
  const words = [
    `the most that one of ours had is ${memory.value.toPrecision(4)} MB (${isMet(memory) ? "" : "*missed*: "}at most ${mostMemory.bar.atMost} is wanted)`,
    `in the last third of its time none had more than ${growth.value.toPrecision(3)} × what it had in the third before (${isMet(growth) ? "" : "*missed*: "}at most ${mostGrowth.bar.atMost})`,
  ];
  const isLess = isMet(memory) && isMet(growth);
  return [`**Memory**: ${words.join("; ")}.${isLess ? "" : ` ${whyMore}`}`];
}
