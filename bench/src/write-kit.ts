import type { Results } from "./write-page.ts";

/** Puts what the latest run found of the kit into the emulator's README: the paragraph that begins with these words. */
export function writeKit(readme: string, { runs }: Results): string {
  const kit = runs[0]?.sections.find(({ name }) => name === "kit");
  const rows = kit?.tables.at(-1)?.rows ?? [];
  const turns = rows.map(([what = "", shown]) => `${what} ${milliseconds(shown)}`);
  const [held] = kit?.tables.find(({ columns }) => columns[0] === "held")?.rows ?? [];
  const [, swept] = kit?.tables.find(({ columns }) => columns[0] === "jobs swept")?.rows ?? [];
  const told = [
    `The longest that one client holds the others, the processor's time between two turns of the event loop: ${turns.join("; ")}.`,
    `100,000 records are ${Math.round(Number(held?.[1]))} MB of memory; ${swept?.[0]} open jobs are swept by \`closeStaleJobs\` in ${Math.round(Number(swept?.[2]))} s of the processor, client and org together. How it was measured is told in [Performance](../../docs/performance.md#the-emulator-as-a-test-kit).`,
  ].join(" ");
  return readme.replace(/^The longest that one client holds the others[^\n]*$/m, () => told);
}

const milliseconds = (shown: string | number | undefined): string =>
  `${Math.round(Number.parseFloat(String(shown)))} ms`;
