import { type ChildProcess, execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runInPipe } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// doctor, emulator and completion.

/** A program that says what it finds in an org of its own: a field, whether it is a sandbox, whether one may delete for good. */
const askForMine = `
const { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: token } = process.env;
const ask = (path, init) => fetch(url + path, { ...init, headers: { Authorization: "Bearer " + token, "X-SFDC-Session": token, "Content-Type": "application/json" } });
const get = async (path) => (await ask("/services/data/v68.0/" + path)).json();
const { fields } = await get("sobjects/Contact/describe");
const { records } = await get("query?q=SELECT+IsSandbox+FROM+Organization");
const job = await ask("/services/async/68.0/job", { method: "POST", body: '{"operation":"hardDelete","object":"Contact","contentType":"CSV"}' });
console.log(JSON.stringify([fields.find(({ name }) => name === "Mine__c")?.name, records[0].IsSandbox, job.status]));
`;

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg({ corsAllowList: ["https://app.example"] });
});
afterEach(async () => await org.end());

describe("doctor", () => {
  const doctor = async (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    await runInPipe(["doctor", ...args], { env: org.env });

  test("all in order: 0", async () => {
    await org.emulator.control.addJob({ ageMs: 48 * 3_600_000 });
    const { code, stdout, stderr } = await doctor("--origin", "https://app.example");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^ok {4}Address +127\.0\.0\.1\nok {4}Reachable .*\nok {4}Sign-in +a token that was handed over, .*\n +Where it comes of .* 2027-02-20; .*\nok {4}Token +an opaque one .*\nok {4}Session +user@emulator.example, org 00D\w+\nok {4}API access +Bulk API 1\.0 takes the session\nok {4}API version +68\.0, no retirement announced; .*\nok {4}Jobs +1 job open, 1 of them .*\n +Close .*: sfbulk close --stale\nok {4}Limits +15,000 of 15,000 batches, [\d,]+ of 5,000,000 API calls left for 24 hours\nok {4}CORS +pages of https:\/\/app\.example may call\n$/,
    );
  });

  test("an expired session: 1, the others are looked at all the same", async () => {
    await org.emulator.control.expireToken(org.emulator.accessToken);
    const { code, stdout } = await doctor("--json");
    expect(code).toBe(1);
    const { result } = JSON.parse(stdout) as { result: { checks: { title: string; ok: boolean; action?: string }[] } };
    expect(result.checks.map(({ title, ok }) => [title, ok])).toEqual([
      ["Address", true],
      ["Reachable", true],
      ["Sign-in", true],
      ["Token", true],
      ["Session", false],
      ["API access", false],
      ["API version", true],
      ["Jobs", false],
      ["Limits", false],
    ]);
    expect(result.checks[4]?.action).toContain("sf org login web");
    expect(result.checks[4]?.action).toContain("locked to the IP address");
  });

  test.each([
    ["35.0", "35.0 is not supported from Summer '27 on, and retired in Summer '28"],
    ["99.0", "99.0 is not there yet: the org's newest is"],
  ])("API version %s", async (version, words) => {
    const { code, stdout } = await doctor("--api-version", version);
    expect(code).toBe(1);
    expect(stdout).toContain(`fail  API version  ${words}`);
  });

  test("a page that may not call", async () => {
    const { code, stdout } = await doctor("--origin", "https://other.example");
    expect(code).toBe(1);
    expect(stdout).toContain("fail  CORS         pages of https://other.example may not call");
    expect(stdout).toContain("/lightning/setup/CorsWhitelistEntries/home");
  });

  test("--describe writes down the fields of objects, and an emulator has them", async () => {
    const file = `${org.folder}/org.json`;
    const { code, stdout } = await doctor("--describe", "Contact", "--describe", "Lead", "--output-file", file);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `ok    Schema       2 objects described in ${file}; for an org with the same fields: sfbulk emulator --schema ${file}`,
    );
    const described = JSON.parse(org.read("org.json")) as { name: string; fields: { name: string }[] }[];
    described[0]?.fields.push({ ...described[0].fields.find(({ name }) => name === "Title"), name: "Mine__c" });
    writeFileSync(file, JSON.stringify(described));
    const flags = ["--schema", file, "--sandbox", "--permission", "BulkApiHardDelete"];
    const result = await runInPipe(["emulator", "exec", ...flags, "--", process.execPath, "-e", askForMine]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(result.stdout)).toEqual(["Mine__c", true, 201]);
  });

  test.each([
    [["--describe", "Contact"], "Cannot use --describe: expected --output-file"],
    [["--describe", "a/b", "--output-file", "x"], 'Cannot use --describe "a/b": expected the API name of an object'],
    [["--output-file", "x"], "Cannot use --output-file and --overwrite: they are for --describe"],
    [["--describe", "Contact", "--output-file", "."], "Cannot write .: there is a folder of that name already"],
  ])("%j is wrong usage", async (args, words) => {
    const { code, stderr } = await doctor(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test("an object that is not there: 1, and no file", async () => {
    const file = `${org.folder}/none.json`;
    const { code, stdout } = await doctor("--describe", "Nothing__c", "--output-file", file);
    expect(code).toBe(1);
    expect(stdout).toContain("fail  Schema       Nothing__c cannot be described: status 404");
    expect(existsSync(file)).toBe(false);
  });

  test("nothing listens there", async () => {
    const { code, stdout } = await runInPipe(["doctor", "--instance-url", "http://127.0.0.1:9"]);
    expect(code).toBe(1);
    expect(stdout).toContain("fail  Reachable");
  });
});

describe("emulator", () => {
  const written = async (child: ChildProcess, text: string): Promise<string> =>
    await new Promise((resolve) => {
      let all = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        all += chunk.toString();
        if (all.includes(text)) resolve(all);
      });
    });

  test("what it prints works, and Ctrl-C ends it", async () => {
    const { code, stderr } = await runInPipe(["emulator", "--port", "0"], {
      meanwhile: async (child) => {
        const said = await written(child, "Ctrl-C");
        const lines = [...said.matchAll(/^ {2}sfbulk (.+)$/gm)].map(([, line = ""]) => line.split(" "));
        expect(lines).toHaveLength(2);
        for (const line of lines) expect(await runInPipe(line)).toMatchObject({ code: 0 });
        const [, url = "", token = ""] = /SF_ORG_INSTANCE_URL='(.+)' SF_ACCESS_TOKEN='(.+)'/.exec(said) ?? [];
        expect((await runInPipe(["list"], { env: { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: token } })).code).toBe(0);
        child.kill("SIGINT");
      },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("--tls: a command beside it trusts its certificate, and so does who is told of its file", async () => {
    const program =
      "fetch(`${process.env.SF_ORG_INSTANCE_URL}/services/data/`).then(({ url, status }) => console.log(url.slice(0, 6), status))";
    const beside = await runInPipe(["emulator", "exec", "--tls", "--", process.execPath, "-e", program]);
    expect(beside).toMatchObject({ code: 0, stdout: "https: 200\n", stderr: "" });
    const { code } = await runInPipe(["emulator", "--port", "0", "--tls"], {
      meanwhile: async (child) => {
        const said = await written(child, "Ctrl-C");
        const [, url = ""] = /(https:\/\/[\d.:]+)/.exec(said) ?? [];
        const [, token = ""] = /SF_ACCESS_TOKEN='(.+)'/.exec(said) ?? [];
        const [, file = ""] = /NODE_EXTRA_CA_CERTS='(.+)'/.exec(said) ?? [];
        const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: token };
        expect(await runInPipe(["list"], { env: { ...env, NODE_EXTRA_CA_CERTS: file } })).toMatchObject({ code: 0 });
        const refused = await runInPipe(["list"], { env });
        expect(refused.code).toBe(1);
        expect(refused.stderr).toContain("name its root certificate in NODE_EXTRA_CA_CERTS");
        child.kill("SIGINT");
      },
    });
    expect(code).toBe(0);
    const wrong = await runInPipe(["emulator", "--tls-cert", "x"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("expected both or none")]);
  });

  test("--json", async () => {
    const { stdout } = await runInPipe(["emulator", "--port", "0", "--json"], {
      meanwhile: async (child) => {
        await written(child, "warnings");
        child.kill("SIGTERM");
      },
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: 0, result: { url: expect.stringMatching(/^http:/) as string } });
  });

  test("--data: the org is there again", async () => {
    const args = ["emulator", "--port", "0", "--data", `${org.folder}/org`];
    const jobs: string[] = [];
    const start = async (): Promise<void> => {
      await runInPipe(args, {
        meanwhile: async (child) => {
          jobs.push(/sfbulk close (750\w+)/.exec(await written(child, "Ctrl-C"))?.[1] ?? "");
          child.kill("SIGINT");
        },
      });
    };
    await start();
    await start();
    expect(jobs[0]).toMatch(/^750/);
    expect(jobs[1]).toBe(jobs[0]);
  });

  test("a port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await runInPipe(["emulator", "--port", `${port}`]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Cannot listen on 127.0.0.1:${port}: the port is taken`);
    expect(stderr).toContain("--port 0");
    await new Promise((resolve) => server.close(resolve));
  });

  test("exec runs a command beside an org of its own, and ends with its code", async () => {
    const script = `const { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: token, SF_TARGET_ORG: target } = process.env;
      const headers = { Authorization: "Bearer " + token };
      fetch(url + "/services/data/v66.0/jobs/ingest", { headers }).then(async ({ status }) => {
        await fetch(url + "/services/data/v66.0/analytics", { headers });
        console.log(status, target === token);
        process.exitCode = Number(process.argv[1]);
      });`;
    const exec = ["exec", "--", process.execPath, "-e", script];
    const { code, stdout, stderr } = await runInPipe(["emulator", ...exec, "42"]);
    expect([code, stdout]).toEqual([42, "200 true\n"]);
    expect(stderr).toBe(
      "The emulator has nothing for one request:\n  GET /services/data/v66.0/analytics (status 404)\n",
    );
    const strict = await runInPipe(["emulator", "--unhandled", "error", ...exec, "0"]);
    expect([strict.code, strict.stdout]).toEqual([1, "200 true\n"]);
  });

  test("exec ends as its command does when it is asked to end", async () => {
    const script =
      'process.on("SIGTERM", () => process.exit(3)); setInterval(() => undefined, 1000); console.log("up")';
    const { code } = await runInPipe(["emulator", "exec", "--", process.execPath, "-e", script], {
      meanwhile: async (child) => {
        await new Promise((resolve) => child.stdout?.once("data", resolve));
        child.kill("SIGTERM");
      },
    });
    expect(code).toBe(3);
  });

  test("an org is exported and imported", async () => {
    const file = `${org.folder}/org.json`;
    const add = `fetch(process.env.SF_ORG_INSTANCE_URL + "/__emulator/addJob", { method: "POST", body: "{}" })`;
    const count = `fetch(process.env.SF_ORG_INSTANCE_URL + "/__emulator/jobs", { method: "POST" })
      .then((reply) => reply.json()).then((jobs) => console.log(jobs.length))`;
    const exec = (script: string): string[] => ["exec", "--", process.execPath, "-e", script];
    expect((await runInPipe(["emulator", "--export", file, ...exec(add)])).code).toBe(0);
    expect((await runInPipe(["emulator", "--import", file, ...exec(count)])).stdout).toBe("1\n");
    const { code, stderr } = await runInPipe(["emulator", "--import", `${org.folder}/none`, ...exec(count)]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Cannot import "${org.folder}/none"`)]);
  });

  test("--process-time: a batch takes as long as that", async () => {
    const script = `
      const steer = async (name, value) => await (await fetch(process.env.SF_ORG_INSTANCE_URL + "/__emulator/" + name, {
        method: "POST", body: JSON.stringify(value) })).json();
      const { id } = await steer("addJob", { batches: ["Name\\nAcme\\n"], state: "Closed" });
      await steer("advance", 60_000);
      console.log((await steer("job", id)).numberBatchesInProgress);`;
    const exec = ["exec", "--", process.execPath, "--input-type=module", "-e", script];
    expect((await runInPipe(["emulator", "--process-time", "90", ...exec])).stdout).toBe("1\n");
    expect((await runInPipe(["emulator", "--process-time", "soon", ...exec])).code).toBe(2);
  });

  test.each([
    [["run", "x"], 'Cannot run "run x" beside the emulator: expected exec -- and a command'],
    [["exec"], 'Cannot run "exec" beside the emulator: expected exec -- and a command'],
    [["exec", "--json", "--", "x"], "Cannot use --json with exec: standard output is the command's"],
  ])("%j is a wrong call", async (args, message) => {
    const { code, stdout, stderr } = await runInPipe(["emulator", ...args]);
    expect([code, stdout + stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("completion", () => {
  /** What bash would offer. */
  async function offered(...words: string[]): Promise<string[]> {
    const { stdout: script } = await runInPipe(["completion", "bash"]);
    const list = words.map((word) => `'${word}'`).join(" ");
    const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _sfbulk; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)("bash", ["-c", `${script}\n${ask}`]);
    return stdout.trim().split("\n");
  }

  test("commands, options, values", async () => {
    expect(await offered("sfbulk", "c")).toEqual(["close", "check", "completion"]);
    expect(await offered("sfbulk", "close", "--st")).toEqual(["--stale"]);
    expect(await offered("sfbulk", "list", "--state", "A")).toEqual(["Aborted"]);
    expect(await offered("sfbulk", "completion", "")).toContain("fish");
  });

  test.each(["zsh", "fish"])("%s has every command", async (shell) => {
    const { code, stdout } = await runInPipe(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("--stale".slice(shell === "fish" ? 2 : 0));
    await expect(stdout).toMatchFileSnapshot(`completion/sfbulk.${shell}`);
  });
});
