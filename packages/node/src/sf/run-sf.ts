import { execFile } from "node:child_process";
import { redact, SessionError } from "@sfbulk/core";
import { sfCommand } from "./sf-command.ts";

/** Real answers have fewer than 10 kB. */
const maxBytes = 1024 * 1024;

export interface RunSfOptions {
  /** Milliseconds that the command may take. */
  readonly timeout: number;
  /** Ends the command. */
  readonly signal: AbortSignal | undefined;
}

/** What a command of the sf CLI gave under `result`; anything may be in it. */
export type SfResult = Readonly<Record<string, unknown>>;

interface SfAnswer {
  readonly status?: unknown;
  readonly result?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly actions?: unknown;
}

/**
 * Runs one command of the sf CLI and gives its result.
 *
 * @throws SessionError: with the CLI's own message and advice where it says no, and without what the CLI printed where
 *   there is no CLI, no answer in time, or none that can be read. The caller's abort reason.
 * @see https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_develop_json_support.htm
 */
export async function runSf(parameters: readonly string[], options: RunSfOptions): Promise<SfResult> {
  const words = `"sf ${parameters.join(" ")}"`;
  const { code, stdout } = await run(parameters, words, options);
  if (code === "ENOENT") {
    throw new SessionError("Cannot find the sf CLI on PATH: install it with: npm install --global @salesforce/cli", {
      code: "SfCliMissing",
    });
  }
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    throw new SessionError(`Cannot use the answer to ${words}: it has more than ${maxBytes} bytes`, {
      code: "SfCliUnreadable",
    });
  }
  const answer = readAnswer(stdout);
  if (answer === undefined) {
    throw new SessionError(
      `Cannot read the answer to ${words}: it ended with code ${code} and no JSON; see whether it works in a terminal, or update with: npm install --global @salesforce/cli`,
      { code: "SfCliUnreadable" },
    );
  }
  if (code === 0 && isObject(answer.result)) return answer.result;
  const said = complaint(answer, words);
  throw new SessionError(`Cannot get a session from the sf CLI: ${said}`, {
    code: deadGrant.test(said) ? "RefreshTokenDead" : "SfCliRefused",
  });
}

function run(
  parameters: readonly string[],
  words: string,
  { timeout, signal }: RunSfOptions,
): Promise<{ readonly code: number | string; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const command = sfCommand(parameters);
    const child = execFile(
      command.file,
      command.parameters,
      { encoding: "utf8", maxBuffer: maxBytes, windowsHide: true, windowsVerbatimArguments: command.verbatim },
      (error, stdout) => {
        cleanUp();
        resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? "unknown"), stdout });
      },
    );
    // The CLI asks nothing with --json; should it ask all the same, it must not wait for an answer.
    child.stdin?.end();
    const timer = setTimeout(
      () =>
        stop(
          new SessionError(`Cannot wait for ${words} any longer: no answer within ${timeout} ms`, {
            code: "SfCliTimeout",
          }),
        ),
      timeout,
    );
    const abort = (): void => stop(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });

    const cleanUp = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const stop = (reason: unknown): void => {
      cleanUp();
      reject(reason);
      // A child that does not mind the signal, or has children of its own, must not hold this process.
      child.kill();
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
    };
  });
}

/** Finds the JSON among the warnings of updates and the colours that the CLI may put around it. */
function readAnswer(stdout: string): SfAnswer | undefined {
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for; JSON has it escaped
  const plain = stdout.replace(/\u001b\[[\d;]*m/g, "");
  const lines = plain.split("\n");
  const start = lines.findIndex((line) => line.trimStart().startsWith("{"));
  if (start === -1) return undefined;
  const json = lines.slice(start).join("\n");
  try {
    const value: unknown = JSON.parse(json.slice(0, json.lastIndexOf("}") + 1).trim());
    return isObject(value) ? value : undefined;
  } catch {
    // The parser's words would quote what was printed, and with it perhaps a token.
    return undefined;
  }
}

/** Salesforce's own words, which the CLI passes on (documented). */
const deadGrant = /expired access\/refresh token/i;

function complaint({ name, message, actions }: SfAnswer, words: string): string {
  const said =
    typeof message === "string" && message !== ""
      ? message
      : typeof name === "string"
        ? name
        : `${words} failed without a word`;
  const advice = Array.isArray(actions) ? actions.filter((action) => typeof action === "string") : [];
  const sentences = [
    said.trim().replace(/\.{1,3}$/, ""),
    ...advice.map((action) => `try: ${action.trim().replace(/\.{1,3}$/, "")}`),
  ];
  return redact(sentences.join("; ")).slice(0, 1000);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
