import { gunzipSync } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { argumentError, createJob, type ErrorCode, getJob } from "@sfbulk/core";
import { describe, expect, it, vi } from "vitest";
import { envConnection } from "../src/env-connection.ts";
import { zlibCompress } from "../src/adapter/zlib-compress.ts";
import { zlibCompressChunks } from "../src/adapter/zlib-compress-chunks.ts";
import { zlibDecompress } from "../src/adapter/zlib-decompress.ts";
import { serve } from "./loopback.ts";

const token = "00D000000000001!AQ.secret";
const env = { SF_ACCESS_TOKEN: token, SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com" };

const fetch = (): Promise<Response> => Promise.resolve(new Response());

describe("envConnection", () => {
  it("reads the variables of the sf CLI", () => {
    const connection = envConnection({ env: { ...env, SF_ORG_API_VERSION: "67.0" } });
    expect(connection).toEqual({
      instanceUrl: "https://acme.my.salesforce.com",
      accessToken: token,
      version: "67.0",
      fetch: expect.any(Function) as unknown,
      gzip: { compress: zlibCompress, compressChunks: zlibCompressChunks, decompress: zlibDecompress },
    });
  });

  it("reads process.env where it is told nothing else", () => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    vi.stubEnv("SF_ORG_API_VERSION", undefined);
    vi.stubEnv("SFDX_API_VERSION", undefined);
    expect(envConnection()).toMatchObject({ accessToken: token });
    expect(envConnection()).not.toHaveProperty("version");
    vi.unstubAllEnvs();
  });

  it("knows the old names, and prefers the new ones where they are set", () => {
    const old = {
      SFDX_ACCESS_TOKEN: "00D!old",
      SFDX_INSTANCE_URL: "https://old.my.salesforce.com",
      SFDX_API_VERSION: "58.0",
    };
    expect(envConnection({ env: { ...old, SF_ACCESS_TOKEN: "" } })).toMatchObject({
      instanceUrl: "https://old.my.salesforce.com",
      accessToken: "00D!old",
      version: "58.0",
    });
    expect(envConnection({ env: { ...old, ...env, SF_ORG_API_VERSION: "66.0" } })).toMatchObject({
      instanceUrl: "https://acme.my.salesforce.com",
      accessToken: token,
      version: "66.0",
    });
  });

  it("drops the line break that a file ends with, and a path's slash", () => {
    expect(
      envConnection({
        env: { SF_ACCESS_TOKEN: `${token}\n`, SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com/ " },
      }),
    ).toMatchObject({
      instanceUrl: "https://acme.my.salesforce.com",
      accessToken: token,
    });
  });

  it("lets the options go first, and shares one adapter", async () => {
    const onAttempt = (): void => undefined;
    const given = envConnection({
      env: { ...env, SF_ORG_API_VERSION: "60.0" },
      version: 65,
      fetch,
      gzip: { minBytes: 7 },
      attemptTimeout: 5,
      stallTimeout: "1m",
      retry: { attempts: 1 },
      onAttempt,
    });
    expect(given).toEqual({
      instanceUrl: env.SF_ORG_INSTANCE_URL,
      accessToken: token,
      version: 65,
      fetch,
      gzip: { minBytes: 7, compress: zlibCompress, compressChunks: zlibCompressChunks, decompress: zlibDecompress },
      attemptTimeout: 5,
      stallTimeout: "1m",
      retry: { attempts: 1 },
      onAttempt,
    });
    expect(envConnection({ env, gzip: false }).gzip).toBe(false);
    expect(envConnection({ env, gzip: true }).gzip).toEqual({
      minBytes: 0,
      compress: zlibCompress,
      compressChunks: zlibCompressChunks,
      decompress: zlibDecompress,
    });
    expect(envConnection({ env }).fetch).toBe(envConnection({ env }).fetch);
  });

  it.each([null, 5, "SF_ACCESS_TOKEN"])("refuses env: %j", (wrong) => {
    expect(() => envConnection({ env: wrong as never })).toThrow(
      argumentError("InvalidArgument", "Cannot use env: expected an object such as process.env"),
    );
  });

  it.each(["yes", null, 5])("leaves gzip: %j for core to refuse", async (wrong) => {
    const connection = envConnection({ env, fetch, gzip: wrong as unknown as boolean });
    await expect(getJob(connection, "7509H0000016GUXQA2")).rejects.toThrow(/^Cannot use gzip/);
  });

  it.each<[Readonly<Record<string, string | undefined>>, string, ErrorCode]>([
    [
      {},
      "Cannot find SF_ACCESS_TOKEN in the environment: set it to the access token; get it with: sf org auth show-access-token --json",
      "MissingVariable",
    ],
    [
      { ...env, SF_ACCESS_TOKEN: " \n" },
      "Cannot find SF_ACCESS_TOKEN in the environment: set it to the access token; get it with: sf org auth show-access-token --json",
      "MissingVariable",
    ],
    [
      { ...env, SF_ORG_INSTANCE_URL: undefined },
      "Cannot find SF_ORG_INSTANCE_URL in the environment: set it to the org's address, https://acme.my.salesforce.com; get it with: sf org display --json",
      "MissingVariable",
    ],
    [
      { ...env, SF_ACCESS_TOKEN: "[REDACTED] Use 'sf org auth show-access-token' to view" },
      'Cannot use SF_ACCESS_TOKEN: it is the word "[REDACTED]", which the sf CLI shows in place of a token (except by: sf org auth show-access-token)',
      "InvalidAccessToken",
    ],
    [
      { ...env, SF_ACCESS_TOKEN: undefined, SFDX_ACCESS_TOKEN: `${token} ${token}` },
      `Cannot use SFDX_ACCESS_TOKEN: it is a string with spaces or characters that no token has (${2 * token.length + 1} characters)`,
      "InvalidAccessToken",
    ],
    [
      { ...env, SF_ORG_INSTANCE_URL: "acme.my.salesforce.com" },
      'Cannot use SF_ORG_INSTANCE_URL "acme.my.salesforce.com": expected an address such as "https://acme.my.salesforce.com"',
      "InvalidInstanceUrl",
    ],
    [
      { ...env, SFDX_API_VERSION: "68.1" },
      'Cannot use SFDX_API_VERSION "68.1": expected a version such as "68.0"',
      "InvalidVersion",
    ],
  ])("names what is missing or wrong, without the token: %j", (wrong, message, code) => {
    expect(() => envConnection({ env: wrong })).toThrow(argumentError(code, message));
    expect(message).not.toContain("secret");
  });

  it("makes a connection that works: its own adapter, gzip by zlib, a compressed reply", async () => {
    let received = "";
    const job = {
      id: "750xx0000000001AAA",
      object: "Account",
      operation: "insert",
      state: "Open",
      createdById: null,
      createdDate: "2026-01-02T03:04:05.000Z",
      systemModstamp: "2026-01-02T03:04:05.000Z",
    };
    const { url } = await serve(async (request, response) => {
      const body = await buffer(request);
      if (request.method === "POST") received = gunzipSync(body).toString();
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(await zlibCompress(new TextEncoder().encode(JSON.stringify(job))));
    });
    const connection = envConnection({ env: { ...env, SF_ORG_INSTANCE_URL: url }, gzip: true });
    expect(await createJob(connection, { object: "Account", operation: "insert" })).toMatchObject(job);
    expect(JSON.parse(received)).toMatchObject({ object: "Account", operation: "insert" });
    expect(await getJob(connection, job.id)).toMatchObject(job);
  });
});
