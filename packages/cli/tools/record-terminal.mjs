// Records what a command shows on a terminal, for a page.
import { readFileSync, writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

/**
 * @param {object} call
 * @param {readonly string[]} call.words the command line as people type it
 * @param {readonly string[]} call.command what is run for it
 * @param {string} call.cwd
 * @param {Record<string, string | undefined>} call.env
 * @param {RegExp} [call.seen] what it shows when keys are pressed. Default: that it asks
 * @param {string | undefined} call.keys what is typed then
 * @returns {Promise<string>} the command line, what one sees, and the exit code where it is not 0
 */
export const recordTerminal = ({ words, command: [file = "", ...parameters], cwd, env, seen = /\(y\/N\)/, keys }) =>
  new Promise((resolve) => {
    const screen = new xterm.Terminal({ cols: 80, rows: 50, allowProposedApi: true });
    const child = spawn(file, parameters, { cols: 80, rows: 50, cwd, env: { TERM: "xterm", ...env } });
    let isAnswered = keys === undefined;
    child.onData((data) => {
      screen.write(data);
      if (isAnswered || !seen.test(stripVTControlCharacters(data))) return;
      isAnswered = true;
      child.write(keys ?? "");
    });
    child.onExit(({ exitCode }) =>
      screen.write("", () => {
        const { active } = screen.buffer;
        const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true));
        const line = words.map((word) => (/[\s'()]/.test(word) ? `"${word}"` : word)).join(" ");
        const status = exitCode === 0 ? [] : ["$ echo $?", `${exitCode}`];
        resolve([`$ ${line}`, lines.join("\n").trimEnd(), ...status].join("\n"));
      }),
    );
  });

/**
 * Puts a session between the marks of a page.
 *
 * @param {string} file
 * @param {readonly string[]} parts
 */
export function writeSession(file, parts) {
  const page = readFileSync(file, "utf8");
  const block = `<!-- session -->\n\`\`\`console\n${parts.join("\n\n")}\n\`\`\`\n<!-- /session -->`;
  writeFileSync(
    file,
    page.replace(/<!-- session -->.*<!-- \/session -->/s, () => block),
  );
}
