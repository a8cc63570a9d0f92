import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmulator, defaultClient, defaultUser, type Emulator } from "@sfbulk/emulator";
import { listen, type Listening } from "@sfbulk/emulator/node";
import { findSf, sfEnvironment, type SfProgram } from "../../../tools/fetch-sf.mjs";

// The sf CLI itself, from the registry and unchanged. It is large, and takes more than a second for each command: the task of its name
// alone runs it (`pnpm --filter @sfbulk/emulator sf-cli`).

const isAsked = process.env["npm_lifecycle_event"] === "sf-cli";

describe.runIf(isAsked)("the sf CLI", () => {
  let folder: string;
  let program: SfProgram;
  let emulator: Emulator;
  let server: Listening;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sfbulk-sf-"));
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    program = await findSf();
    const client = { ...defaultClient, publicKey: publicKey.export({ format: "jwk" }) };
    emulator = createEmulator({ clients: [client], queueTime: 20, processTime: 20 });
    server = await listen(emulator);
    writeFileSync(join(folder, "server.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Said {
    readonly status: number;
    readonly result: unknown;
    readonly message?: string;
  }

  /** Runs a command in a home of its own, and gives the JSON that it prints. */
  async function sf(
    line: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Said & Record<string, unknown>> {
    const env = {
      ...sfEnvironment(folder),
      ...more,
    };
    const args = [program.script, ...line.split(" ").map((word) => word.replaceAll("+", " "))];
    const { stdout } = await promisify(execFile)(program.node, args, { cwd: folder, env }).catch(
      (error: { stdout: string; stderr: string }) => {
        if (error.stdout.trim() === "") throw new Error(`Cannot run sf ${line}: ${error.stderr}`, { cause: error });
        return error;
      },
    );
    return JSON.parse(stdout) as Said & Record<string, unknown>;
  }
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const ok = { status: 0 };
  const names = async (): Promise<unknown[]> => (await emulator.control.records("Account")).map(({ Name }) => Name);

  const jwtLogin = `org login jwt --client-id ${defaultClient.clientId} --jwt-key-file server.key --username ${defaultUser.username} --alias jwt --json --instance-url`;

  test("signs in by JWT, and takes a token for an org", async () => {
    expect(await sf(`${jwtLogin} ${server.url}`)).toMatchObject({
      ...ok,
      result: { username: defaultUser.username, instanceUrl: server.url },
    });
    const variables = { SF_ORG_INSTANCE_URL: server.url, SF_TARGET_ORG: emulator.accessToken };
    expect(await sf("data query --query SELECT+Id+FROM+User --json", variables)).toMatchObject({
      result: { totalSize: 1 },
    });
  });

  test("stays signed in by an access token, and shows an org", async () => {
    const token = { SF_ACCESS_TOKEN: emulator.accessToken };
    expect(
      await sf(`org login access-token --instance-url ${server.url} --no-prompt --alias token --json`, token),
    ).toMatchObject({
      ...ok,
      result: { username: defaultUser.username },
    });
    expect(await sf("data query --query SELECT+Id+FROM+User --target-org token --json")).toMatchObject({
      ...ok,
      result: { totalSize: 1, done: true },
    });
    expect(await sf("org display --target-org jwt --json")).toMatchObject({
      ...ok,
      result: {
        username: defaultUser.username,
        connectedStatus: "Connected",
        instanceUrl: expect.stringContaining(server.url) as string,
      },
    });
  });

  test("imports, tells results, upserts and exports", async () => {
    write("import.csv", "Name,Ext__c\nAcme,1\nBar,2\n");
    const imported = await sf("data import bulk --sobject Account --file import.csv --wait 2 --target-org jwt --json");
    expect(imported).toMatchObject({ ...ok, result: { processedRecords: 2, successfulRecords: 2 } });
    const { jobId } = imported.result as { jobId: string };
    const results = await sf(`data bulk results --job-id ${jobId} --target-org jwt --json`);
    expect(results).toMatchObject({ ...ok, result: { processedRecords: 2, successfulRecords: 2, failedRecords: 0 } });
    write("upsert.csv", "Name,Ext__c\nAcme+Ltd,1\nThird,3\n");
    const upserted = await sf(
      "data upsert bulk --sobject Account --file upsert.csv --external-id Ext__c --wait 2 --target-org jwt --json",
    );
    expect(upserted).toMatchObject(ok);
    expect(await names()).toEqual(["Acme+Ltd", "Bar", "Third"]);
    const exported = await sf(
      "data export bulk --query SELECT+Name+FROM+Account+ORDER+BY+Name --output-file out.csv --wait 2 --target-org jwt --json",
    );
    expect(exported).toMatchObject({ ...ok, result: { totalSize: 3 } });
    expect(readFileSync(join(folder, "out.csv"), "utf8").replaceAll('"', "").trim().split(/\r?\n/)).toEqual([
      "Name",
      "Acme+Ltd",
      "Bar",
      "Third",
    ]);
  });

  test("updates and deletes", async () => {
    const [first, second] = await emulator.control.records("Account");
    write("update.csv", `Id,Name\n${String(first?.["Id"])},Updated\n`);
    expect(
      await sf("data update bulk --sobject Account --file update.csv --wait 2 --target-org jwt --json"),
    ).toMatchObject(ok);
    write("delete.csv", `Id\n${String(second?.["Id"])}\n`);
    expect(
      await sf("data delete bulk --sobject Account --file delete.csv --wait 2 --target-org jwt --json"),
    ).toMatchObject(ok);
    expect(await names()).toEqual(["Updated", "Third"]);
  });

  // Without --wait, sf leaves the job to itself.
  test("resumes, and tells results of rows that failed", async () => {
    write("more.csv", "Name,Ext__c\nFourth,4\n,5\n");
    const begun = await sf("data import bulk --sobject Account --file more.csv --target-org jwt --json");
    const { jobId } = begun.result as { jobId: string };
    await emulator.control.advance(1000);
    // One of the rows fails, and sf says so with its exit code.
    const resumed = await sf(`data import resume --job-id ${jobId} --wait 2 --json`);
    expect(JSON.stringify(resumed)).toContain(jobId);
    const results = await sf(`data bulk results --job-id ${jobId} --target-org jwt --json`);
    expect(results).toMatchObject({ ...ok, result: { processedRecords: 2, successfulRecords: 1, failedRecords: 1 } });
    const exporting = await sf(
      "data export bulk --query SELECT+Name+FROM+Account --output-file later.csv --target-org jwt --json",
    );
    const { jobId: query } = exporting.result as { jobId: string };
    await emulator.control.advance(1000);
    expect(await sf(`data export resume --job-id ${query} --json`)).toMatchObject({ ...ok, result: { totalSize: 3 } });
  });

  test("sends what it is told to", async () => {
    // What a REST request answers is printed as it is, without --json.
    const answer = await sf("api request rest /services/data/v66.0/jobs/ingest?jobType=V2Ingest --target-org jwt");
    expect(answer).toMatchObject({ done: true });
  });

  test("has asked for nothing that the emulator has not", async () => {
    expect(await emulator.control.unhandled()).toEqual([]);
  });
});
