import picocolors from "picocolors";
import type { ExitCode } from "../exit-code.ts";
import { visibleInColors, visibleJson } from "./visible.ts";
import { wrapLines } from "./wrap.ts";

/** `text` is for people and pipes, `json` one document, `jsonl` a line of JSON for each thing. */
export type Mode = "text" | "json" | "jsonl";

/** Says things in the form that was asked for. */
export interface Output {
  readonly mode: Mode;
  readonly verbose: boolean;
  /** Whether tables have lines, as those of the sf CLI. */
  readonly isRuled: boolean;
  /** Names command lines in a text as they are called here: those of sfbulk are written in all texts. */
  readonly words: (text: string) => string;
  /** How many characters a line of standard output has; endless in a pipe. */
  readonly width: number;
  /** The same of standard error. */
  readonly noteWidth: number;
  /** Colours for standard output, or none. */
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** Colours for standard error, or none. */
  readonly noteColors: ReturnType<typeof picocolors.createColors>;
  /** Whether a person looks at standard error: then something may move there. */
  readonly moves: boolean;
  /** Prints a line to standard output, in text. */
  readonly line: (text: string) => void;
  /** Prints one of many things: its line of text, or of JSON, which says that it is a `status`. */
  readonly item: (value: object, text: string) => void;
  /** Prints how something stands, with `--jsonl`: a line that says that it is a `status`. */
  readonly status: (value: object) => void;
  /** Prints a row, with `--jsonl`: a line that says so. */
  readonly row: (value: object) => void;
  /** Prints a line to standard error, in text: what is no result. */
  readonly note: (text: string) => void;
  /** Prints a line to standard error, whatever the form: what must be known. */
  readonly complain: (text: string) => void;
  /** Warns: on standard error, or among the `warnings` of the document. */
  readonly warn: (text: string) => void;
  readonly warnings: readonly string[];
  /**
   * Prints the document, where one was asked for; of lines of JSON the last, which says that it is the `summary`. A second
   * one is not printed.
   */
  readonly finish: (status: ExitCode, result: unknown, summary?: unknown) => void;
  /** Prints an error as JSON: the document, or a line that says that it is an `error` and the summary behind it. */
  readonly fail: (status: ExitCode, error: object) => void;
}

/** Options of {@link createOutput}. */
export interface OutputOptions {
  readonly mode: Mode;
  readonly verbose?: boolean;
  /** Default: tables without lines. */
  readonly isRuled?: boolean;
  /** Default: texts as they are. */
  readonly words?: (text: string) => string;
}

/** Chooses the form: an option, or the variable with which the sf CLI turns JSON on. */
export const chooseMode = (values: { readonly json?: boolean; readonly jsonl?: boolean }): Mode =>
  values.jsonl === true && values.json !== true
    ? "jsonl"
    : values.json === true || process.env["SF_CONTENT_TYPE"]?.toUpperCase() === "JSON"
      ? "json"
      : "text";

/** Makes what commands print with. */
export function createOutput({ mode, verbose = false, isRuled = false, words = asItIs }: OutputOptions): Output {
  const { stdout, stderr } = process;
  const isText = mode === "text";
  const warnings: string[] = [];
  let isFinished = false;
  const width = isText ? widthOf(stdout) : Number.POSITIVE_INFINITY;
  const noteWidth = isText ? widthOf(stderr) : Number.POSITIVE_INFINITY;
  const noteColors = picocolors.createColors(isText && mayColor(stderr));
  const shown = (text: string): string => `${visibleInColors(words(text))}\n`;
  const fitted = (text: string, columns: number): string => shown(wrapLines(words(text), columns));
  const document = (value: object): void =>
    void stdout.write(`${visibleJson(JSON.stringify(value, undefined, mode === "jsonl" ? undefined : 2))}\n`);
  const line = (type: "status" | "row" | "error" | "summary", value: object): void => {
    if (mode === "jsonl") document({ type, ...value });
  };
  const finish: Output["finish"] = (status, result, summary = result) => {
    if (mode === "json" && !isFinished) document({ status, result, warnings });
    else if (!isFinished) line("summary", { status, result: summary, warnings });
    isFinished = true;
  };
  return {
    mode,
    verbose,
    isRuled,
    words,
    width,
    noteWidth,
    colors: picocolors.createColors(isText && mayColor(stdout)),
    noteColors,
    moves: isText && stderr.isTTY && process.env["TERM"] !== "dumb" && process.env["CI"] === undefined,
    line: (text) => void (isText && stdout.write(fitted(text, width))),
    item: (value, text) => {
      if (isText) stdout.write(fitted(text, width));
      else line("status", value);
    },
    status: (value) => line("status", value),
    row: (value) => line("row", value),
    note: (text) => void (isText && stderr.write(fitted(text, noteWidth))),
    complain: (text) => void stderr.write(shown(text)),
    warn: (given) => {
      const text = words(given);
      warnings.push(text);
      if (mode === "json") return;
      const warning = visibleInColors(wrapLines(`Warning: ${text}`, noteWidth));
      stderr.write(`${warning.replace("Warning:", noteColors.yellow("Warning:"))}\n`);
    },
    warnings,
    finish,
    fail: (status, error) => {
      if (mode === "json") document({ ...error, warnings });
      line("error", error);
      // A document is one thing; lines end with the summary whatever comes before it.
      if (mode === "jsonl") finish(status, null);
    },
  };
}

const asItIs = (text: string): string => text;

/** A terminal may say that it has no columns. */
const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number =>
  isTTY && columns > 0 ? Math.max(40, columns) : Number.POSITIVE_INFINITY;

/** Colour is for terminals, and for nobody who set NO_COLOR. @see https://no-color.org */
/** Not a stream's own word: that of a pipe is `undefined`, and picocolors then decides by itself, by `CI` for one. */
const mayColor = (stream: Pick<NodeJS.WriteStream, "isTTY">): boolean =>
  (stream.isTTY as boolean | undefined) === true &&
  (process.env["NO_COLOR"] ?? "") === "" &&
  process.env["TERM"] !== "dumb";
