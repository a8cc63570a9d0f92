import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openFile } from "../open-file.ts";

// What reading takes at least: Node's own `fetch`, and what comes is written as it is. Nothing is checked, parsed or asked for
// again, and nobody waits for a job: it is there at once. The next page is asked for while this one is written.
const [task = "", subject = "", file = ""] = process.argv.slice(2);
const token = process.env["SF_ACCESS_TOKEN"] ?? "";
const headers = {
  authorization: `Bearer ${token}`,
  "x-sfdc-session": token,
  "content-type": "application/json",
  accept: "*/*",
};

async function ask(path: string, body?: object): Promise<Response> {
  const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(`${process.env["SF_ORG_INSTANCE_URL"]}/services/${path}`, { headers, ...sent });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}
const askJson = async (path: string, body?: object): Promise<unknown> => await (await ask(path, body)).json();

/** Gives the bytes of pages one after another, the header once. */
async function* bytesOf(first: string, next: (page: Response) => string | undefined): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for (let asked: Promise<Response> | undefined = ask(first); asked !== undefined;) {
    const page = await asked;
    const path = next(page);
    asked = path === undefined ? undefined : ask(path);
    let hasHeader = !isFirst;
    isFirst = false;
    for await (const chunk of page.body ?? []) {
      // It is in the first chunk.
      yield hasHeader ? chunk.subarray(chunk.indexOf(0x0a) + 1) : chunk;
      hasHeader = false;
    }
  }
}

async function* chunksOf(jobPath: string): AsyncGenerator<Uint8Array> {
  const { batchInfo } = (await askJson(`${jobPath}/batch`)) as { readonly batchInfo: { readonly id: string }[] };
  const paths = batchInfo.slice(1).map(async ({ id }) => {
    const [result] = (await askJson(`${jobPath}/batch/${id}/result`)) as string[];
    return `${jobPath}/batch/${id}/result/${result}`;
  });
  const [first = "", ...more] = await Promise.all(paths);
  yield* bytesOf(first, () => more.shift());
}

const ingest = `data/v66.0/jobs/ingest/${subject}`;
const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  "results, 2.0": async () => {
    const { body } = await ask(`${ingest}/successfulResults/`);
    let bytes = 0;
    for await (const chunk of body ?? []) bytes += chunk.length;
    if (bytes === 0) throw new Error("No row was written");
    await pipeline(
      bytesOf(`${ingest}/failedResults/`, () => undefined),
      openFile(file),
    );
  },
  "export, 1.0": async () => {
    const { id } = (await askJson("async/66.0/job", { operation: "query", object: "Account", contentType: "CSV" })) as {
      readonly id: string;
    };
    const jobPath = `async/66.0/job/${id}`;
    await askJson(`${jobPath}/batch`, {});
    await pipeline(Readable.from(chunksOf(jobPath)), openFile(subject));
    await askJson(jobPath, { state: "Closed" });
  },
  "export, 2.0": async () => {
    const { id } = (await askJson("data/v66.0/jobs/query", {})) as { readonly id: string };
    const results = `data/v66.0/jobs/query/${id}/results`;
    const next = (page: Response): string | undefined => {
      const locator = page.headers.get("sforce-locator");
      return locator === "null" ? undefined : `${results}?locator=${locator}`;
    };
    await pipeline(bytesOf(results, next), openFile(subject));
  },
};
await tasks[task]?.();
