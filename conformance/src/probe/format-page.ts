import type { ProbeRow } from "../programs/probe.ts";

/** What one runtime answered. */
export interface ProbeColumn {
  /** `Node 24`, `Chromium page`: the runtime's name, and no version, which is another one on every machine. */
  readonly runtime: string;
  readonly rows: readonly ProbeRow[];
}

const introduction = `# What \`fetch\` does

Measured, not read: a probe runs in every runtime against a plain server of \`node:http\`, and writes this page. Do not edit
it; \`pnpm --filter conformance probe --write\` writes it anew, and the tests fail when a runtime answers otherwise.
Runtimes with the same answers throughout share a column. In Chromium, the server is another origin, which allows all
origins and headers.
`;

/** Writes the page: a table for each topic, with runtimes that agree in everything in one column. */
export function formatPage(columns: readonly ProbeColumn[]): string {
  const groups = groupAgreeing(columns);
  const lines = groups[0]?.rows ?? [];
  const sections = [...new Set(lines.map(({ topic }) => topic))].map((topic) => {
    const table = [
      ["", ...groups.map(({ names }) => heading(names))],
      ...lines
        .filter((line) => line.topic === topic)
        .map(({ what }) => [what, ...groups.map(({ rows }) => rows.find((row) => row.what === what)?.answer ?? "")]),
    ];
    return `\n## ${topic}\n\n${formatTable(table)}`;
  });
  return `${introduction}${sections.join("")}`;
}

interface Group {
  readonly names: string[];
  readonly rows: readonly ProbeRow[];
}

function groupAgreeing(columns: readonly ProbeColumn[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { runtime, rows } of columns) {
    const answers = JSON.stringify(rows);
    const group = groups.get(answers) ?? { names: [], rows };
    group.names.push(runtime);
    groups.set(answers, group);
  }
  return [...groups.values()];
}

/** `Node 20, 22, Bun`: a family is named once. */
function heading(names: readonly string[]): string {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const [family = "", ...rest] = name.split(" ");
    families.set(family, [...(families.get(family) ?? []), rest.join(" ")]);
  }
  return [...families].map(([family, members]) => `${family} ${members.join(", ")}`.trim()).join(", ");
}

/** Aligned as the formatter would do it. */
function formatTable(table: readonly (readonly string[])[]): string {
  const widths = table[0]?.map((_, index) => Math.max(3, ...table.map((line) => line[index]?.length ?? 0))) ?? [];
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |\n`;
  const [head = [], ...body] = table;
  return [row(head), row(widths.map((width) => "-".repeat(width))), ...body.map(row)].join("");
}
