import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { bin } from "./build-cli.ts";
import { cleanEnv, type RunOptions } from "./run-in-pipe.ts";

/** A process on a terminal. */
export interface OnTerminal {
  /** Everything that it has written, escape sequences included. */
  readonly raw: () => string;
  /** What one sees, without the blank end. */
  readonly screen: () => string;
  /** Presses keys: `y\r`, `\u0003` for Ctrl-C. */
  readonly type: (keys: string) => void;
  /** Waits until it has written this: a text apart from colours, a pattern with them. */
  readonly seen: (text: string | RegExp) => Promise<void>;
  /** Closes the terminal, as the button of its window does. */
  readonly close: () => void;
  readonly exit: Promise<number>;
}

/** How a terminal is. */
export interface TerminalOptions extends Pick<RunOptions, "env" | "cwd"> {
  readonly columns?: number;
  /** What runs in place of `sfbulk`, with the arguments. */
  readonly program?: string;
}

/** Runs `sfbulk` on a pseudo-terminal. */
export function runOnTerminal(
  args: readonly string[],
  { env = {}, cwd, columns = 80, program }: TerminalOptions,
): OnTerminal {
  const rows = 60;
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const child = spawn(program ?? process.execPath, program === undefined ? [bin, ...args] : [...args], {
    cols: columns,
    rows,
    env: cleanEnv(env),
    ...(cwd === undefined ? {} : { cwd }),
  });
  let raw = "";
  const waiting = new Set<() => void>();
  child.onData((data) => {
    raw += data;
    screen.write(data);
    for (const check of waiting) check();
  });
  const exit = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => {
      for (const check of waiting) check();
      // What was written last is on the screen when its callback comes.
      screen.write("", () => resolve(exitCode));
    });
  });
  const isSeen = (text: string | RegExp): boolean =>
    typeof text === "string" ? stripVTControlCharacters(raw).includes(text) : text.test(raw);
  return {
    raw: () => raw,
    screen: () => {
      const { active } = screen.buffer;
      const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index)?.translateToString(true));
      return lines.join("\n").trimEnd();
    },
    type: (keys) => child.write(keys),
    close: () => (child as unknown as { destroy: () => void }).destroy(),
    seen: async (text) => {
      await new Promise<void>((resolve, reject) => {
        const check = (): void => {
          if (!isSeen(text)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void exit.then(() => reject(new Error(`It ended without writing ${String(text)}:\n${raw}`)));
      });
      // What has been written is on the screen when this comes back.
      await new Promise<void>((resolve) => screen.write("", resolve));
    },
    exit,
  };
}
