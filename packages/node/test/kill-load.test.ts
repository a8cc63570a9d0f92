import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { expect, it, onTestFinished } from "vitest";
import { bundlePackage } from "./bundle-package.ts";

const rows = 60;
const program = (sfbulk: string, options: string): string => `import { createReadStream } from "node:fs";
import { fileJournal, loadRows } from ${JSON.stringify(sfbulk)};
const [instanceUrl, accessToken] = process.argv.slice(2);
const result = await loadRows(
  { instanceUrl, accessToken, retry: { baseDelay: 20 } },
  { operation: "insert", object: "Account" },
  createReadStream("accounts.csv"),
  { journal: fileJournal("accounts.journal"), minInterval: 10, maxInterval: 20, ${options} },
);
process.stdout.write(JSON.stringify(result));
`;

it.each([
  // In the question for the org, in the creation of the job, in batches, while it settles what the last one left.
  ["1.0", "maxRecords: 2", [1, 2, 5, 4, 11, 6]],
  // In the question for the org, in the creation of a job, in its upload, in its close, and while it takes up what is left.
  ["2.0", 'api: "2.0", maxBytes: 50', [1, 2, 4, 6, 9, 14, 20]],
])(
  "by API %s, a process that is killed at any instant, again and again, has every row in the org once in the end",
  async (_api, options, deaths) => {
    const folder = mkdtempSync(join(tmpdir(), "sfbulk-kill-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const names = Array.from({ length: rows }, (_, index) => `Row ${index + 1}`);
    writeFileSync(join(folder, "accounts.csv"), `Name\n${names.join("\n")}\n`);
    writeFileSync(join(folder, "load.mjs"), program(await bundlePackage(folder), options));
    const { handle, accessToken, control } = createEmulator({ queueTime: 0, processTime: 0 });
    let beforeAnswer = (): void => undefined;
    const server = await listen({
      handle: async (request) => {
        const response = await handle(request);
        // The org has done it, and nobody hears of it any more.
        beforeAnswer();
        return response;
      },
    });
    onTestFinished(async () => await server.close());

    /** Runs the program, and kills it when so many requests have been done. Gives what it printed. */
    const run = async (requests: number): Promise<string> => {
      const child = spawn(process.execPath, ["load.mjs", server.url, accessToken], { cwd: folder });
      let [output, left] = ["", requests];
      beforeAnswer = () => void (--left === 0 && child.kill("SIGKILL"));
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
      await new Promise((resolve) => child.on("close", resolve));
      return output;
    };

    for (const requests of deaths) expect(await run(requests), `killed at request ${requests}`).toBe("");
    const output = await run(Infinity);
    expect(JSON.parse(output)).toMatchObject({ summary: { rows, written: rows, failed: 0 } });
    const records = await control.records("Account");
    const byNumber = (one: string, other: string): number => Number(one.slice(4)) - Number(other.slice(4));
    expect(records.map(({ Name }) => String(Name)).toSorted(byNumber)).toEqual(names);
    // The end is told again, and nothing is sent.
    const count = async (): Promise<number> => (await control.jobs()).length + (await control.bulk2Jobs()).length;
    const jobs = await count();
    expect(await run(Infinity)).toBe(output);
    expect(await count()).toBe(jobs);
    expect(readFileSync(join(folder, "accounts.journal"), "utf8")).not.toContain(accessToken);
  },
);
