import type { Plot } from "./draw-plot.ts";

/** One number against another of the same run, which is what can be compared between machines and days. */
export interface Ratio {
  /** What it is called on the page: `closes at 32 / jsforce`. */
  readonly name: string;
  readonly value: number;
  /** What it should be. */
  readonly bar?: { readonly atLeast: number } | { readonly atMost: number };
}

/** A table of a page. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What a measurement found, as plain data: `results.json` holds these, and the page is made from them. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** The machine, where it is another than that of the rest. */
  readonly machine?: string;
  /** Paragraphs of Markdown: how it was measured, and what it means. */
  readonly text: readonly string[];
  readonly tables: readonly Table[];
  readonly plots: readonly Plot[];
  readonly ratios: readonly Ratio[];
}

/** How a run is made. */
interface Setting {
  /** Whether the parts of minutes are made at full size: 1 GB, 10 million rows, 1,000 closes at 200 ms one at a time. */
  readonly large: boolean;
  /** Whether fewer and shorter turns are taken. */
  readonly quick: boolean;
  /** The Node.js that the contenders run in. */
  readonly node: string;
}

/** One thing that is measured, in a file of its own. */
export interface Measurement {
  readonly name: string;
  /** Whether it is told for another Node.js as well. Default: false; it depends on the machine alone, or takes long. */
  readonly eachNode?: boolean;
  /** Whether it is left out unless it is named. Default: false; it takes minutes. */
  readonly onlyAsked?: boolean;
  readonly measure: (setting: Setting) => Promise<Section>;
}

/**
 * One of those that are compared. It runs in a process of its own: it is made ready once and then takes turns with the
 * others.
 */
export type Contender = (url: string) => Promise<Run>;

/** Does one turn, and gives what it measured. */
export type Run = (parameters: Parameters) => Promise<Readonly<Record<string, number>>>;

/** What a turn is told: how many, how many at a time. */
export type Parameters = Readonly<Record<string, number | string>>;
