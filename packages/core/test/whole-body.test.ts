import { createEmulator } from "../../emulator/src/index.ts";
import { expect, test } from "vitest";
import { addBatch, closeJob, createJob, type FetchAdapter, queryResults } from "../src/index.ts";

const instanceUrl = "https://acme.my.salesforce.com";

/** The emulator's adapter, which hands over every body whole, and fails where somebody asks for a stream. */
function wholeAdapter(next: FetchAdapter, change = (bytes: Uint8Array<ArrayBuffer>) => bytes): FetchAdapter {
  return async (url, init) => {
    const response = await next(url, init);
    const wholeBody = change(new Uint8Array(await response.arrayBuffer()));
    const whole = new Response(null, { status: response.status, headers: response.headers });
    return Object.defineProperties(whole, {
      wholeBody: { value: wholeBody },
      body: {
        get: () => {
          throw new Error("The stream was asked for");
        },
      },
    });
  };
}

test("a whole body is read instead of the stream, compressed or not", async () => {
  const { fetch, accessToken, control } = createEmulator({ instanceUrl });
  const adapter = wholeAdapter(fetch);
  for (const gzip of [true, false]) {
    const { id } = await control.addJob({});
    const job = await closeJob({ instanceUrl, accessToken, fetch: adapter, gzip }, id);
    expect(job).toMatchObject({ id, state: "Closed" });
  }
});

test("a whole body has the bounds of every body", async () => {
  const { fetch, accessToken, control } = createEmulator({ instanceUrl });
  const { id } = await control.addJob({});
  const adapter = wholeAdapter(fetch, () => new Uint8Array(16 * 1024 * 1024 + 1));
  await expect(closeJob({ instanceUrl, accessToken, fetch: adapter, retry: { attempts: 1 } }, id)).rejects.toThrow(
    "more than 16777216 bytes",
  );
});

test("a whole body is read where rows are streamed, too", async () => {
  const { fetch, accessToken, control } = createEmulator({ instanceUrl });
  const connection = { instanceUrl, accessToken, fetch: wholeAdapter(fetch) };
  const rows = await createJob(connection, { operation: "insert", object: "Account" });
  await addBatch(connection, rows, "Name\nAcme\nGlobex\n");
  await closeJob(connection, rows.id);
  const query = await createJob(connection, { operation: "query", object: "Account" });
  await control.advance(60_000);
  await addBatch(connection, query, "SELECT Name FROM Account");
  await control.advance(60_000);
  const names: unknown[] = [];
  for await (const row of queryResults(connection, query.id)) names.push(row["Name"]);
  expect(names).toEqual(["Acme", "Globex"]);
});
