import { spawn } from "node:child_process";
import { dirname } from "node:path";

const mark = "result:";

/**
 * Runs a program in a process of its own, which ends with its result: what else keeps it alive is none of our business.
 *
 * @param command - The program and what goes before the file.
 * @throws Error with what it wrote, where it ends without a result.
 */
export async function runProcess(command: readonly string[], file: string, argument: unknown): Promise<unknown> {
  const [program = "", ...parameters] = command;
  const child = spawn(program, [...parameters, file, JSON.stringify(argument)], {
    cwd: dirname(file),
    stdio: ["ignore", "pipe", "pipe"],
    // Whoever waits for the result has given up by then.
    timeout: 900_000,
  });
  let output = "";
  let complaint = "";
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const result = output
        .split("\n")
        .slice(0, -1)
        .find((line) => line.startsWith(mark));
      if (result === undefined) return;
      resolve(JSON.parse(result.slice(mark.length)));
      child.kill();
    });
    child.on("close", (code) => reject(new Error(`it ended with code ${code} and no result: ${complaint}${output}`)));
  });
}
