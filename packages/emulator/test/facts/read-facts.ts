import { readFileSync } from "node:fs";

/** A statement about what a server does, with a number of its own. */
export interface Fact {
  /** `F-001`, of a guess `G-01`. */
  readonly number: string;
  readonly text: string;
  readonly evidence: "recorded" | "documented" | "guessed";
  /** The names of its sources, of which each is a link at the end of the page. */
  readonly sources: readonly string[];
  /** Operations by their names in faults and the log, paths of others, or what is said of many. */
  readonly where: readonly string[];
}

const page = readFileSync(new URL("../../facts.md", import.meta.url), "utf8");

const listed = (cell: string | undefined, item: RegExp): string[] =>
  Array.from((cell ?? "").matchAll(item), ([, name = ""]) => name);

/** Reads a row of a table; nothing of a line that is none. */
function readFact(line: string): Fact | undefined {
  const cells = line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
  const [number = "", text = ""] = cells;
  const where = listed(cells.at(-1), /`([^`]+)`/g);
  if (/^G-\d\d$/.test(number)) return { number, text, evidence: "guessed", sources: [], where };
  if (!/^F-\d{3}$/.test(number)) return undefined;
  return { number, text, evidence: cells[2] as "recorded", sources: listed(cells[3], /\[([^\]]+)\]/g), where };
}

/** Gives the facts and the guesses of `facts.md`, in their order. */
export const readFacts = (): Fact[] => page.split("\n").flatMap((line) => readFact(line) ?? []);

/** Gives the addresses of the sources by their names. */
export const readSources = (): ReadonlyMap<string, string> =>
  new Map(Array.from(page.matchAll(/^\[([^\]]+)\]: (\S+)$/gm), ([, name = "", url = ""]) => [name, url]));
