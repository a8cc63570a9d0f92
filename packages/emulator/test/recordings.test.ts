import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { closeJob } from "@sfbulk/core";
import { compareRecording, createRecorder, defaultClient, type Recording } from "@sfbulk/emulator";
import { json, noon, still } from "./call.ts";

const folder = new URL("../recordings/", import.meta.url);
const read = (file: string): Recording => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording;
const upsert = read("cumulusci-upsert.json");

describe("what orgs have been recorded to answer", () => {
  test.each(readdirSync(folder))("%s: the emulator answers the same", async (file) => {
    expect(await compareRecording(read(file))).toEqual([]);
  });
});

/** A recording of which one answer is another one. */
const changed = (
  index: number,
  change: (response: Recording["exchanges"][number]["response"]) => object,
): Recording => ({
  ...upsert,
  exchanges: upsert.exchanges.map((exchange, at) =>
    at === index ? { ...exchange, response: { ...exchange.response, ...change(exchange.response) } } : exchange,
  ),
});

describe("a comparison", () => {
  test("tells what is different, and nothing else", async () => {
    expect(await compareRecording(changed(2, () => ({ status: 204 })))).toMatchObject([
      { exchange: 2, what: "status", recorded: "204", emulated: "200" },
    ]);
    const { exchanges } = upsert;
    const path = exchanges[2]?.request.path ?? "";
    expect(await compareRecording(changed(2, () => ({ headers: { "content-type": json } })))).toEqual([
      { exchange: 2, request: `POST ${path}`, what: "content-type", recorded: json, emulated: "application/xml" },
    ]);
    const words = [
      ["<state>Closed</state>", "<state>Open</state>"],
      ["<numberRecordsProcessed>16<", "<numberRecordsProcessed>15<"],
      // Another job's id, and one of 15 characters.
      ["750P0000006HoSQIA0", "750P0000006HoSRIA0"],
      ["750P0000006HoSQIA0", "750P0000006HoSQ"],
      ["\n <id>", " <id>"],
    ] as const;
    for (const [word, other] of words) {
      const body = (text: string | null): object => ({ body: text?.replace(word, other) });
      const differences = await compareRecording(changed(3, (response) => body(response.body)));
      expect(differences.map(({ exchange, what }) => [exchange, what])).toContainEqual([3, "body"]);
    }
  });

  test("minds neither times nor how long things took", async () => {
    const other = changed(3, ({ body }) => ({
      body: body
        ?.replaceAll(/\d{4}-[\d-]+T[\d:]+/g, "2001-01-01T00:00:00")
        .replaceAll(/ProcessingTime>\d+/g, "ProcessingTime>7"),
    }));
    expect(await compareRecording(other)).toEqual([]);
  });

  test("refuses what is no recording", async () => {
    for (const wrong of [null, {}, { ...upsert, version: 2 }]) {
      await expect(compareRecording(wrong as Recording)).rejects.toThrow(TypeError);
    }
  });
});

describe("a recorder", () => {
  const secrets = [defaultClient.clientSecret, defaultClient.refreshTokens[0]] as string[];

  test("hands on what the org answered, and keeps it without secrets, so that it compares as equal", async () => {
    const org = still();
    let now = noon;
    const { fetch, recording } = createRecorder({ fetch: org.fetch, now: () => (now += 1000) });
    const { instanceUrl, accessToken } = org;
    const form = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: defaultClient.clientId,
      client_secret: secrets[0] ?? "",
      refresh_token: secrets[1] ?? "",
    });
    const signedIn = await fetch(`${instanceUrl}/services/oauth2/token`, { method: "POST", body: form });
    const { access_token: token = "" } = (await signedIn.json()) as { access_token?: string };
    const created = await fetch(`${instanceUrl}/services/async/66.0/job`, {
      method: "POST",
      headers: { "X-SFDC-Session": token, "Content-Type": json, "Content-Encoding": "gzip", "Accept-Encoding": "gzip" },
      body: new Uint8Array(gzipSync('{"operation":"insert","object":"Account","contentType":"CSV"}')),
    });
    const id =
      /"id":"(\w+)"/.exec(
        new TextDecoder().decode((await import("node:zlib")).gunzipSync(await created.arrayBuffer())),
      )?.[1] ?? "";
    expect((await closeJob({ instanceUrl, accessToken, fetch }, id)).state).toBe("Closed");
    // A token that looks like none is struck out all the same, wherever it stands.
    await fetch(`${instanceUrl}/services/async/66.0/job/${id}?again=plain-secret`, {
      headers: { "X-SFDC-Session": "plain-secret", Cookie: "sid=x" },
    });
    const result = await recording();
    expect(result.exchanges).toHaveLength(4);
    expect(result.exchanges[1]).toMatchObject({
      time: "2026-02-12T12:00:02.000Z",
      request: {
        method: "POST",
        path: "/services/async/66.0/job",
        body: expect.stringContaining('"insert"') as string,
      },
      response: { status: 201, body: expect.stringContaining('"state":"Open"') as string },
    });
    const text = JSON.stringify(result);
    for (const secret of [...secrets, token, accessToken, "plain-secret", "sid=x", "00D8Z000000EmuO", "emulator.my"]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toContain("set-cookie");
    expect(await compareRecording(result)).toEqual([]);
  });

  test("strikes out who and where, and leaves namespaces", async () => {
    const { fetch, recording } = createRecorder({
      fetch: () =>
        Promise.resolve(
          new Response(
            'me@acme.example, "https://acme--uat.sandbox.my.salesforce.com/x", acme.lightning.force.com, 00D8Z000000EmuO and 00D8Z000000EmuOUAS, http://www.force.com/2009/06/asyncapi/dataload, a@b, 750P0000006HoSQIA0',
          ),
        ),
    });
    await fetch("https://acme.my.salesforce.com/services/data/", {});
    expect((await recording()).exchanges[0]?.response.body).toBe(
      'user@example.invalid, "https://org.my.salesforce.invalid/x", org.my.salesforce.invalid, 00D000000000000 and 00D000000000000EAA, http://www.force.com/2009/06/asyncapi/dataload, a@b, 750P0000006HoSQIA0',
    );
  });

  test("keeps identities where it is told to, and no body that is too long", async () => {
    const org = still();
    const { fetch, recording } = createRecorder({ fetch: org.fetch, strikeIdentities: false, maxBodyBytes: 100 });
    const headers = { Authorization: `Bearer ${org.accessToken}` };
    await fetch(`${org.instanceUrl}/services/data/v66.0/sobjects`, { headers });
    await fetch(`${org.instanceUrl}/id/00D8Z000000EmuOUAS/005000000000001AAA`, { headers });
    const { exchanges } = await recording();
    expect(exchanges[0]?.response).toMatchObject({ status: 200, body: null });
    expect(exchanges[1]?.request.path).toContain("00D8Z000000EmuOUAS");
    expect(JSON.stringify(exchanges)).not.toContain(org.accessToken);
  });

  test("an answer that never came is not recorded, and is missed by nobody but its caller", async () => {
    const org = still();
    await org.control.fail({ kind: "answer-lost" });
    const { fetch, recording } = createRecorder({ fetch: org.fetch });
    await expect(fetch(`${org.instanceUrl}/services/data/`, {})).rejects.toThrow(TypeError);
    await org.control.fail({ kind: "body-dropped" });
    const broken = await fetch(`${org.instanceUrl}/services/data/`, {});
    await expect(broken.text()).rejects.toThrow(TypeError);
    expect((await recording()).exchanges).toEqual([]);
  });
});
