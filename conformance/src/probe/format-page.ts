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
Runtimes with the same answers throughout share a column. In Chromium, Firefox and WebKit, the server is another origin,
which allows all origins and headers. Firefox and WebKit are those of Debian, and are measured in the long run.
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

/**
 * Reads a runtime's answers from the page, for one that is not measured this time.
 *
 * @returns the column; `undefined` where the page has none of that runtime alone.
 */
export function readColumn(page: string, runtime: string): ProbeColumn | undefined {
  const rows: ProbeRow[] = [];
  let topic = "";
  let place = -1;
  for (const line of page.split("\n")) {
    if (line.startsWith("## ")) topic = line.slice(3);
    if (!line.startsWith("| ") || line.startsWith("| -")) continue;
    const cells = line.split("|").map((cell) => cell.trim());
    const [, what = ""] = cells;
    if (what === "") place = cells.indexOf(runtime);
    else if (place === -1) return undefined;
    else rows.push({ topic, what, answer: cells[place] ?? "" });
  }
  return rows.length === 0 ? undefined : { runtime, rows };
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
