import { expect } from "vitest";

/** A line of `--jsonl`. */
interface JsonLine {
  readonly type: "status" | "row" | "error" | "summary";
  readonly id?: string;
  readonly jobId?: string;
  readonly outcome?: string;
}

/** Reads what `--jsonl` has printed: each line says what it is, and the last one, and no other, is the summary. */
export function jsonLines(text: string): readonly JsonLine[] {
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  const all = lines.map((line) => JSON.parse(line) as JsonLine);
  const types = all.map(({ type }) => type);
  for (const type of types.slice(0, -1)) expect(["status", "row", "error"]).toContain(type);
  expect(types.at(-1)).toBe("summary");
  return all;
}
