import type { Contender, Parameters, Run } from "./measurement.ts";
import { batchOf, closedJobJson, jobId, resultsCsv } from "./recorded-replies.ts";

// Work that is long, in Node.js and in a page: nothing here is of one of them.

const batchRows = 10_000;
const resultId = "752000000000001";

/** Tells how long nothing else had its turn while something went on, at its longest, in milliseconds. */
const measured =
  (prepare: (parameters: Parameters) => () => Promise<unknown>): Run =>
  async (parameters) => {
    const work = prepare(parameters);
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    let longest = 0;
    let before = performance.now();
    let isOver = false;
    const look = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
      if (!isOver) setTimeout(look, 1);
    };
    setTimeout(look, 1);
    await work();
    isOver = true;
    // What went on until the end counts too.
    return { longest: Math.max(longest, performance.now() - before) };
  };

const chunk = "Acme number 1,+49 30 1,Berlin and around,some words that tell what it is\n".repeat(900);

/** Rows that are all there at once: nothing in between waits for anything. */
function* rowsOf(megabytes: number): Generator<string> {
  yield "A,B,C,D\n";
  for (let bytes = 0; bytes < megabytes * 1e6; bytes += chunk.length) yield chunk;
}

/** A body that is there at once. Made of the bytes themselves it would be copied first, and that would count as ours. */
const inOnePiece = (bytes: Uint8Array<ArrayBuffer>): Response =>
  new Response(
    new ReadableStream({
      pull: (controller) => {
        controller.enqueue(bytes);
        controller.close();
      },
    }),
  );

/** An adapter that has every answer at once, whole. */
const atOnce = (megabytes: number) => {
  let added = 0;
  const results = resultsCsv(batchRows);
  const batches = Math.ceil((megabytes * 1e6) / results.length);
  const listed = { batchInfo: Array.from({ length: batches }, (_, index) => batchOf(index, batchRows)) };
  const found = new TextEncoder().encode(
    `"A","B"\n${'"some words that tell","what it is"\n'.repeat(megabytes * 28_000)}`,
  );
  return async (url: string, { method }: { readonly method: string }): Promise<Response> => {
    const answer = (): Response => {
      if (url.endsWith(`/result/${resultId}`)) return inOnePiece(found);
      if (url.endsWith("/result")) return new Response(results, { headers: { "content-type": "text/csv" } });
      if (method === "POST" && url.endsWith("/batch"))
        return Response.json({ ...batchOf(added++, 0), state: "Queued" });
      return url.endsWith("/batch") ? Response.json(listed) : new Response(closedJobJson);
    };
    return await Promise.resolve(answer());
  };
};

const connectionOf = (fetch: ReturnType<typeof atOnce>) =>
  ({ instanceUrl: "https://acme.my.salesforce.com", accessToken: "x", fetch }) as const;

const job = { id: jobId, contentType: "CSV" } as const;
const record = { Name: "Acme", Phone: "+49 30 1", City: "Berlin", Description: "some words that tell what it is" };

function* recordsOf(count: number): Generator<typeof record> {
  for (let row = 0; row < count; row++) yield record;
}

export const contenders: Readonly<Record<string, Contender>> = {
  "addBatches, with pako": async () => {
    const { addBatches } = await import("@sfbulk/core");
    return measured(({ load }) => {
      const connection = connectionOf(atOnce(0));
      return async () => await addBatches(connection, job, rowsOf(Number(load)));
    });
  },
  "addBatches, not compressed": async () => {
    const { addBatches } = await import("@sfbulk/core");
    return measured(({ load }) => {
      const connection = { ...connectionOf(atOnce(0)), gzip: false };
      return async () => await addBatches(connection, job, rowsOf(Number(load)));
    });
  },
  "addBatches, records": async () => {
    const { addBatches } = await import("@sfbulk/core");
    return measured(({ records }) => {
      const connection = { ...connectionOf(atOnce(0)), gzip: false };
      return async () => await addBatches(connection, job, recordsOf(Number(records)));
    });
  },
  jobResults: async () => {
    const { jobResults } = await import("@sfbulk/core");
    return measured(({ read }) => {
      const connection = connectionOf(atOnce(Number(read)));
      return async () => {
        let rows = 0;
        for await (const { success } of jobResults(connection, jobId)) rows += success ? 1 : 0;
        if (rows === 0) throw new Error("There were no results");
      };
    });
  },
  queryResults: async () => {
    const { queryResults } = await import("@sfbulk/core");
    return measured(({ read }) => {
      const answers = atOnce(Number(read));
      const connection = connectionOf(async (url, init) => {
        if (url.endsWith("/batch")) return Response.json({ batchInfo: [batchOf(0, 1)] });
        return url.endsWith("/result") ? Response.json([resultId]) : await answers(url, init);
      });
      return async () => {
        let rows = 0;
        for await (const found of queryResults(connection, jobId)) rows += found["A"] === "" ? 0 : 1;
        if (rows === 0) throw new Error("There were no records");
      };
    });
  },
  "nothing at all": async () =>
    await Promise.resolve(measured(() => async () => await new Promise((resolve) => setTimeout(resolve, 2000)))),
};
