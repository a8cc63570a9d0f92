import type { Parameters } from "../measurement.ts";
import type { RunningProcess } from "../start-process.ts";

/** Contenders that take turns in one process, and the bars for what comes of it. */
export interface Comparison {
  /** The measurement whose contenders they are: the name of its file. */
  readonly measurement: string;
  /** The contenders, and what each is told for its turn. */
  readonly turns: Readonly<Record<string, Parameters>>;
  readonly cost: Cost;
  /** How many rounds warm the engine up, and are not counted. */
  readonly warmUps: number;
  /** How many rounds are counted. */
  readonly rounds: number;
  /** Starts the server that they talk to. Default: there is none. */
  readonly start?: () => Promise<RunningProcess & { readonly url: string }>;
  readonly bars: readonly Bar[];
}

/** What a ratio must be. */
export interface Bar {
  /** The ratio's name in `docs/performance.md`. */
  readonly name: string;
  /** Makes the ratio of one round out of what each contender's turns in it cost. */
  readonly ratio: (cost: (contender: string) => number) => number;
  readonly bound: { readonly atLeast: ForEachNode } | { readonly atMost: ForEachNode };
  /** What it is there for, and why the bound is where it is. */
  readonly why: string;
}

/** The Node.js that there are bars for: an engine that makes one of two faster changes what there is between them. */
export const checkedNodes = ["20", "24"] as const;

/** A bound for each of them: the oldest one that we support, and the newest. */
export type ForEachNode = Readonly<Record<(typeof checkedNodes)[number], number>>;

/**
 * What of a turn is compared: the processor's time for each of so many, by the name of that parameter, which other work
 * on the machine takes from nobody; or, of programs that are started, what the turn itself measured.
 */
export type Cost = { readonly processorPer: string } | { readonly measured: string };

/** What the process of a comparison is told. */
export interface Round {
  readonly turns: readonly (readonly [contender: string, parameters: Parameters])[];
  readonly cost: Cost;
}
