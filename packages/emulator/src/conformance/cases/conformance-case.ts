import type * as Core from "@sfbulk/core";
import type { EmulatorControl } from "../../control/emulator-control.ts";

/** What a case gets to work with. */
export interface ConformanceContext {
  /** The library under test: sources, built, minified, or a runtime's package. */
  readonly sfbulk: typeof Core;
  /** Gives a connection to the emulated org over the adapter under test, with short pauses between attempts. */
  readonly connect: (changes?: Partial<Core.Connection>) => Core.Connection;
  /** The org behind it: the truth. */
  readonly control: EmulatorControl;
}

/** One thing that must be so on every runtime and over every adapter: data and a function, free of any test framework. */
export interface ConformanceCase {
  /** What is so, as a sentence. It is unique. */
  readonly name: string;
  /** Resolves when it is so; rejects with what is wrong. It finds the org new. */
  readonly run: (context: ConformanceContext) => Promise<void>;
}
