import {
  carryOutSweep,
  closeStaleJobs,
  findJobs,
  findUsers,
  getUser,
  type ListedJob,
  type PlannedEnding,
  type StaleJobOutcome,
  toLongId,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, fault, jobFields, json, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const idOf = (number: number): string => toLongId(`7509H${String(number).padStart(10, "0")}`);
const me = "005D0000001ALVFIA4";
const other = toLongId("005D0000001Other");
const now = Date.parse("2026-11-24T12:00:00Z");
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString().replace("Z", "+0000");
const row = (number: number, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: idOf(number),
  operation: "insert",
  object: "Account",
  createdById: me,
  createdDate: ago(48),
  systemModstamp: ago(48),
  state: "Open",
  concurrencyMode: "Parallel",
  contentType: "CSV",
  apiVersion: 58,
  jobType: "Classic",
  ...changes,
});
const pageOf = (records: unknown[], nextRecordsUrl: string | null = null): Response =>
  json({ done: nextRecordsUrl === null, records, nextRecordsUrl }, 200, { date: new Date(now).toUTCString() });
const user = (): Response => json({ user_id: me, organization_id: "00D000000000001", preferred_username: "a@b.c" });
const refusedRest = (): Response => json([{ errorCode: "API_DISABLED_FOR_ORG", message: "no" }], 403);

const classic = { api: "1.0" } as const;

async function idsOf(jobs: AsyncIterable<{ id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of jobs) ids.push(id);
  return ids;
}

describe("findJobs", () => {
  test("asks for the jobs of Bulk API 1.0, with the session in the form that the REST API takes", async () => {
    const adapter = scriptedAdapter(pageOf([row(1)]));
    expect(await idsOf(findJobs(connect(adapter), classic))).toEqual([idOf(1)]);
    expect(adapter.seen[0]?.url).toBe("https://acme.my.salesforce.com/services/data/v68.0/jobs/ingest?jobType=Classic");
    expect(adapter.seen[0]?.init.headers["authorization"]).toMatch(/^Bearer /);
  });

  test("asks for the jobs of all kinds, and gives each once", async () => {
    const ingest = row(2, { jobType: "V2Ingest", object: undefined, operation: "consentImport" });
    const query = row(3, { jobType: "V2Query", state: "InProgress", operation: "query" });
    const adapter = scriptedAdapter(
      pageOf([row(1)]),
      pageOf([ingest, row(1, { jobType: undefined })]),
      json({ done: false, records: [query], nextRecordUrl: "/services/data/v68.0/jobs/query?queryLocator=x-1" }),
      pageOf([row(1), query, row(4, { jobType: undefined })]),
    );
    const jobs = [];
    for await (const job of findJobs(connect(adapter))) jobs.push(job);
    expect(jobs.map(({ id, object, state }) => [id, object, state])).toEqual([
      [idOf(1), "Account", "Open"],
      [idOf(2), null, "Open"],
      [idOf(3), "Account", "InProgress"],
      [idOf(4), "Account", "Open"],
    ]);
    expect(adapter.seen.map(({ url }) => url.slice(url.indexOf("jobs/")))).toEqual([
      "jobs/ingest?jobType=Classic",
      "jobs/ingest?jobType=V2Ingest",
      "jobs/query?jobType=V2Query",
      "jobs/query?queryLocator=x-1&jobType=V2Query",
    ]);
  });

  test.each([
    ["2.0-query", ["jobs/query?jobType=V2Query"]],
    [
      ["2.0-ingest", "1.0"],
      ["jobs/ingest?jobType=Classic", "jobs/ingest?jobType=V2Ingest"],
    ],
    [[], []],
  ] as const)("asks only for the lists of %j", async (api, asked) => {
    const adapter = scriptedAdapter(...asked.map(() => pageOf([])));
    expect(await idsOf(findJobs(connect(adapter), { api }))).toEqual([]);
    expect(adapter.seen.map(({ url }) => url.slice(url.indexOf("jobs/")))).toEqual(asked);
  });

  test("follows the pages, and puts back the jobType that their addresses lack", async () => {
    const adapter = scriptedAdapter(
      pageOf([row(1)], "/services/data/v68.0/jobs/ingest?queryLocator=01gR0000000opRTIAY-1"),
      pageOf(
        [row(1), row(2), row(3, { jobType: "V2Ingest" })],
        "/services/data/v68.0/jobs/ingest?queryLocator=x-2&jobType=Classic",
      ),
      pageOf([row(4, { jobType: undefined })]),
    );
    expect(await idsOf(findJobs(connect(adapter), classic))).toEqual([idOf(1), idOf(2), idOf(4)]);
    expect(adapter.seen.slice(1).map(({ url }) => new URL(url).search)).toEqual([
      "?queryLocator=01gR0000000opRTIAY-1&jobType=Classic",
      "?queryLocator=x-2&jobType=Classic",
    ]);
  });

  test.each([
    ["https://evil.example/services/data/v68.0/jobs/ingest?queryLocator=x"],
    ["/services/data/v68.0/sobjects?x=1"],
    ["/services/data/v68.0/jobs/ingest?queryLocator=../../x"],
    ["//evil.example/services/data/v68.0/jobs/ingest?queryLocator=x"],
  ])("does not go to %s for the next page", async (next) => {
    const adapter = scriptedAdapter(pageOf([row(1)], next));
    expect(await rejection(idsOf(findJobs(connect(adapter), classic)))).toMatchObject({ name: "ResponseError" });
    expect(adapter.seen).toHaveLength(1);
  });

  test("a list that leads in a circle ends", async () => {
    const next = "/services/data/v68.0/jobs/ingest?queryLocator=x-1&jobType=Classic";
    const adapter = scriptedAdapter(pageOf([row(1)], next), pageOf([row(2)], next));
    expect(await rejection(idsOf(findJobs(connect(adapter), classic)))).toMatchObject({
      name: "ResponseError",
      message: "Cannot list jobs: the list leads back to a page that was read",
    });
  });

  test.each([
    [{ state: "Open" }, [1, 3, 4, 5, 6]],
    [{ olderThan: "24h" }, [1, 2, 4, 5, 6]],
    [{ olderThan: 3_600_000 * 3 }, [1, 2, 3, 4, 5, 6].filter((number) => number !== 3)],
    [{ unchangedFor: "1d" }, [1, 2, 4, 5]],
    [{ createdBy: other }, [4]],
    [{ createdBy: other.slice(0, 15) }, [4]],
    [{ object: "contact" }, [5]],
    [{ operation: "query" }, [2]],
    [{ state: "Open", object: "Account", createdBy: me }, [1, 3, 6]],
  ] as const)("filters by %j", async (filter, expected) => {
    const rows = [
      row(1),
      row(2, { state: "Closed", operation: "query" }),
      row(3, { createdDate: ago(2), systemModstamp: ago(2) }),
      row(4, { createdById: other }),
      row(5, { object: "Contact" }),
      row(6, { systemModstamp: ago(1) }),
    ];
    expect(await idsOf(findJobs(connect(scriptedAdapter(pageOf(rows))), { ...classic, ...filter }))).toEqual(
      expected.map(idOf),
    );
  });

  describe("of which one is odd", () => {
    test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
      ["object null", { object: null }, { object: "" }, ["object is null, expected a string"]],
      ["object empty", { object: "" }, { object: "" }, ['object is "", expected a string']],
      ["state null", { state: null }, { state: "" }, ["state is null, expected a word"]],
      ["state odd", { state: "!" }, { state: "" }, ["state is another string, expected a word"]],
      [
        "a number as time",
        { systemModstamp: 5 },
        { systemModstamp: "" },
        ["systemModstamp is 5, expected a date and time"],
      ],
      ["no time", { createdDate: "soon" }, { createdDate: "" }, ['createdDate is "soon", expected a date and time']],
      ["a list", { createdById: [] }, { createdById: "" }, ["createdById is an array, expected a string"]],
      ["a version", { apiVersion: {} }, { apiVersion: 0 }, ["apiVersion is an object, expected a number"]],
      ["a type", { jobType: null }, { jobType: undefined }, ["jobType is null, expected a string"]],
      ["an id", { id: undefined }, { id: "" }, ["id is absent, expected the id of a job"]],
      [
        "two",
        { object: 1, state: {} },
        { object: "", state: "" },
        ["object is 1, expected a string", "state is an object, expected a word"],
      ],
    ])("%s: it comes with its problems, and spoils nothing of the others", async (_, changes, expected, problems) => {
      const adapter = scriptedAdapter(pageOf([row(1), row(2, changes), row(3)]));
      const jobs: ListedJob[] = [];
      for await (const job of findJobs(connect(adapter), classic)) jobs.push(job);
      expect(jobs.map(({ id }) => id)).toEqual([idOf(1), "id" in changes ? "" : idOf(2), idOf(3)]);
      expect(jobs[1]).toMatchObject({ ...expected, problems: expect.any(Array) });
      expect(new Set(jobs[1]?.problems)).toEqual(new Set(problems));
      expect(jobs[0]).not.toHaveProperty("problems");
    });
    test("also what is no job at all", async () => {
      const jobs: ListedJob[] = [];
      for await (const job of findJobs(connect(scriptedAdapter(pageOf([null, 5, [], row(1)]))), classic))
        jobs.push(job);
      expect(jobs.map(({ id, problems }) => [id, problems])).toEqual([
        ["", ["it is null, expected an object"]],
        ["", ["it is 5, expected an object"]],
        ["", ["it is an array, expected an object"]],
        [idOf(1), undefined],
      ]);
    });
    test.each([
      [{ state: "Open" }, { state: null }],
      [{ object: "Account" }, { object: null }],
      [{ operation: "insert" }, { operation: 7 }],
      [{ createdBy: me }, { createdById: 5 }],
      [{ olderThan: 0 }, { createdDate: null }],
      [{ unchangedFor: "1d" }, { systemModstamp: "x" }],
    ] as const)("a filter by %j leaves it out with %j, since it cannot be told to fit", async (filter, changes) => {
      const adapter = scriptedAdapter(pageOf([row(1), row(2, changes)]));
      expect(await idsOf(findJobs(connect(adapter), { ...classic, ...filter }))).toEqual([idOf(1)]);
    });
    test("a filter by something else does not", async () => {
      const adapter = scriptedAdapter(pageOf([row(1, { systemModstamp: null, state: null })]));
      expect(await idsOf(findJobs(connect(adapter), { ...classic, object: "Account", olderThan: "1d" }))).toEqual([
        idOf(1),
      ]);
    });
  });

  test("me is whoever the session belongs to", async () => {
    const adapter = scriptedAdapter(user(), pageOf([row(1), row(2, { createdById: other })]));
    expect(await idsOf(findJobs(connect(adapter), { ...classic, createdBy: "me" }))).toEqual([idOf(1)]);
    expect(adapter.seen[0]?.url).toBe("https://acme.my.salesforce.com/services/oauth2/userinfo");
  });

  test("a refusal in the REST API's form is Salesforce's", async () => {
    expect(await rejection(idsOf(findJobs(connect(scriptedAdapter(refusedRest())), classic)))).toMatchObject({
      name: "SalesforceError",
      exceptionCode: "API_DISABLED_FOR_ORG",
    });
  });

  test.each([
    [{ olderThan: "a day" }, 'Cannot use olderThan "a day": expected milliseconds, or a time such as'],
    [{ olderThan: -1 }, "Cannot use olderThan -1"],
    [{ unchangedFor: "24" }, 'Cannot use unchangedFor "24"'],
    [{ createdBy: "Ada" }, 'Cannot use createdBy "Ada"'],
    [{ state: "open" }, 'Cannot use state "open": it is spelt "Open", and the case matters'],
    [{ operation: "Insert" }, 'Cannot use operation "Insert": it is spelt "insert", and the case matters'],
    [{ api: "2.0" as "1.0" }, 'Cannot use api "2.0": expected one of 1.0, 2.0-ingest, 2.0-query'],
  ])("refuses %j when it is called", (filter, message) => {
    expect(() => findJobs(connect(scriptedAdapter()), filter)).toThrow(message);
  });
});

describe("findUsers", () => {
  const one = toLongId("0058Z000000Emu1");
  const gone = toLongId("0058Z000000Emu2");

  test("tells what users are called; those who are not there are left out, and nobody is asked for twice", async () => {
    const adapter = scriptedAdapter(json([{ Id: one, Name: "Ada Lovelace", Username: "ada@example.com" }, null]));
    expect(await findUsers(connect(adapter), new Set([one.slice(0, 15), one, gone]))).toEqual([
      { id: one, name: "Ada Lovelace", username: "ada@example.com" },
    ]);
    expect(adapter.seen.map(({ url }) => new URL(url).search)).toEqual([`?ids=${one},${gone}&fields=Id,Name,Username`]);
    expect(await findUsers(connect(scriptedAdapter()), [])).toEqual([]);
  });

  test("asks for 200 at a time", async () => {
    const ids = Array.from({ length: 201 }, (_, index) => toLongId(`0058Z00000${String(index).padStart(5, "0")}`));
    const adapter = scriptedAdapter(json([]), json([]));
    expect(await findUsers(connect(adapter), ids)).toEqual([]);
    expect(adapter.seen.map(({ url }) => new URL(url).searchParams.get("ids")?.split(",").length)).toEqual([200, 1]);
  });

  test("takes nothing else for users", async () => {
    const adapter = scriptedAdapter(json([{ Id: "nonsense", Name: "Ada" }]));
    expect(await rejection(findUsers(connect(adapter), [one]))).toMatchObject({ name: "ResponseError" });
  });
});

describe("getUser", () => {
  test.each([
    { user_id: me.slice(0, 9) + me, organization_id: "00D000000000001" },
    { user_id: me, organization_id: "00D00000000D000000000001" },
    { user_id: me, organization_id: "00DMo0Mo0000000001" },
  ])("takes no bytes that came twice for an id: %j", async (ids) => {
    const adapter = scriptedAdapter(json({ ...ids, preferred_username: "" }));
    expect(await rejection(getUser(connect(adapter)))).toMatchObject({ name: "ResponseError" });
  });

  test("tells whose session it is", async () => {
    expect(await getUser(connect(scriptedAdapter(user())))).toEqual({
      userId: me,
      organizationId: "00D000000000001",
      username: "a@b.c",
    });
  });
  test("a session that is none is one to sign in again for", async () => {
    const bad = new Response("Bad_OAuth_Token", { status: 403 });
    expect(await rejection(getUser(connect(scriptedAdapter(bad))))).toMatchObject({ name: "SessionError" });
  });
});

describe("closeStaleJobs", () => {
  const read = (number: number, changes: Record<string, unknown> = {}): Response =>
    json(jobFields({ id: idOf(number), state: "Open", createdDate: ago(48), systemModstamp: ago(48), ...changes }));
  const sweep = async (
    adapter: ReturnType<typeof scriptedAdapter>,
    options: Parameters<typeof closeStaleJobs>[1] = {},
  ): Promise<StaleJobOutcome[]> => {
    const outcomes: StaleJobOutcome[] = [];
    // There is nothing of Bulk API 2.0 here.
    const classicOnly: typeof adapter = Object.assign(
      async (...call: Parameters<typeof adapter>) =>
        call[0].includes("jobType=V2Ingest") ? pageOf([]) : await adapter(...call),
      { seen: adapter.seen },
    );
    for await (const one of closeStaleJobs(connect(classicOnly), { concurrency: 1, ...options })) outcomes.push(one);
    return outcomes;
  };

  test("reads each job again with its own version, and closes it", async () => {
    const adapter = scriptedAdapter(user(), pageOf([row(1)]), read(1), read(1, { state: "Closed" }));
    expect(await sweep(adapter)).toMatchObject([{ jobId: idOf(1), outcome: "closed", job: { state: "Closed" } }]);
    expect(adapter.seen.slice(2).map(({ url, init }) => `${init.method} ${new URL(url).pathname}`)).toEqual([
      `GET /services/async/58.0/job/${idOf(1)}`,
      `POST /services/async/58.0/job/${idOf(1)}`,
    ]);
  });

  test("takes only what is open, old, and has not changed for as long", async () => {
    const adapter = scriptedAdapter(
      user(),
      pageOf([row(1, { state: "Closed" }), row(2, { createdDate: ago(23) }), row(3, { systemModstamp: ago(1) })]),
    );
    expect(await sweep(adapter)).toEqual([]);
  });

  test("never acts on what has changed since the listing", async () => {
    const adapter = scriptedAdapter(
      user(),
      pageOf([row(1), row(2)]),
      read(1, { systemModstamp: ago(0) }),
      read(2, { state: "Aborted" }),
    );
    expect(await sweep(adapter)).toMatchObject([{ outcome: "changed" }, { outcome: "changed" }]);
    expect(adapter.seen.every(({ init }) => init.method === "GET")).toBe(true);
  });

  test("names what others created, and aborts it only where that is asked for", async () => {
    const theirs = { createdById: other };
    const found = (): Response => pageOf([row(1, theirs)]);
    const named = scriptedAdapter(user(), found(), read(1, theirs));
    expect(await sweep(named)).toMatchObject([{ jobId: idOf(1), outcome: "not-ours" }]);
    const asked = scriptedAdapter(user(), found(), read(1, theirs), read(1, { ...theirs, state: "Aborted" }));
    expect(await sweep(asked, { abortOthers: true })).toMatchObject([
      { outcome: "aborted", job: { state: "Aborted" } },
    ]);
  });

  test("a dry run reads, and sends nothing else", async () => {
    const theirs = { createdById: other };
    const adapter = scriptedAdapter(user(), pageOf([row(1), row(2, theirs)]), read(1), read(2, theirs));
    expect(await sweep(adapter, { dryRun: true, abortOthers: true })).toMatchObject([
      { jobId: idOf(1), outcome: "would-close" },
      { jobId: idOf(2), outcome: "would-abort" },
    ]);
    expect(adapter.seen.every(({ init }) => init.method === "GET")).toBe(true);
  });

  test("never touches one of which the list says what cannot be, and says so", async () => {
    const odd = [
      row(1, { state: null }),
      row(2, { object: null }),
      row(3, { systemModstamp: null }),
      row(4, { apiVersion: "x" }),
      row(5, { id: null }),
      row(6, { createdById: 5 }),
    ];
    const others = [row(7, { state: "Closed", systemModstamp: null }), row(8, { createdDate: ago(1), object: null })];
    const adapter = scriptedAdapter(user(), pageOf([...odd, ...others]));
    const outcomes = await sweep(adapter, { abortOthers: true });
    expect(outcomes.map(({ jobId, outcome }) => [jobId, outcome])).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => [number === 5 ? "" : idOf(number), "failed"]),
    );
    expect(outcomes[0]).toMatchObject({
      error: {
        code: "UnreadableReply",
        message: `Cannot tell whether job "${idOf(1)}" was left open: in the list of jobs, state is null, expected a word`,
      },
    });
    expect(adapter.seen).toHaveLength(2);
  });

  test("one that fails hides none of the others", async () => {
    const adapter = scriptedAdapter(
      user(),
      pageOf([row(1), row(2, { apiVersion: 20 }), row(3)]),
      fault("InvalidJob", "Unable to find object: job"),
      read(3),
      read(3, { state: "Closed" }),
    );
    expect(await sweep(adapter)).toMatchObject([
      { jobId: idOf(1), outcome: "failed", error: { name: "SalesforceError" } },
      { jobId: idOf(2), outcome: "failed", error: { name: "TypeError" } },
      { jobId: idOf(3), outcome: "closed" },
    ]);
  });
});

describe("closeStaleJobs, of Bulk API 2.0", () => {
  const ingest = (number: number, changes: Record<string, unknown> = {}): Record<string, unknown> =>
    row(number, { jobType: "V2Ingest", lineEnding: "LF", columnDelimiter: "COMMA", apiVersion: 61, ...changes });
  /** An org whose jobs are read as they are listed, and become what they are asked to. */
  const orgOf = (...rows: Record<string, unknown>[]): ReturnType<typeof scriptedAdapter> => {
    const seen: ReturnType<typeof scriptedAdapter>["seen"] = [];
    return Object.assign(
      async (...[url, init]: Parameters<ReturnType<typeof scriptedAdapter>>) => {
        seen.push({ url, init });
        if (url.endsWith("/userinfo")) return await Promise.resolve(user());
        if (url.includes("jobs/ingest?")) return pageOf(url.includes("V2Ingest") ? rows : []);
        const job = rows.find(({ id }) => url.endsWith(String(id)));
        if (init.method === "DELETE") return new Response(null, { status: 204 });
        const change = init.body === undefined ? {} : (JSON.parse(new TextDecoder().decode(init.body)) as object);
        return json({ ...job, ...change });
      },
      { seen },
    );
  };
  const sweep = async (
    adapter: ReturnType<typeof scriptedAdapter>,
    options: Parameters<typeof closeStaleJobs>[1] = {},
  ): Promise<StaleJobOutcome[]> => {
    const outcomes: StaleJobOutcome[] = [];
    for await (const one of closeStaleJobs(connect(adapter), { concurrency: 1, ...options })) outcomes.push(one);
    return outcomes;
  };
  const changes = (adapter: ReturnType<typeof scriptedAdapter>): string[] =>
    adapter.seen
      .filter(({ init }) => init.method !== "GET")
      .map(({ url, init }) => `${init.method} ${new URL(url).pathname} ${new TextDecoder().decode(init.body)}`);
  const path = `/services/data/v61.0/jobs/ingest/${idOf(1)}`;

  test.each([
    [undefined, "abort", "aborted", [`PATCH ${path} {"state":"Aborted"}`]],
    ["abort", "abort", "aborted", [`PATCH ${path} {"state":"Aborted"}`]],
    ["delete", "delete", "deleted", [`PATCH ${path} {"state":"Aborted"}`, `DELETE ${path} `]],
    ["close", "close", "closed", [`PATCH ${path} {"state":"UploadComplete"}`]],
  ] as const)("with ingest: %j, what is open is %sed", async (ending, verb, outcome, sent) => {
    const options = ending === undefined ? {} : { ingest: ending };
    const dry = orgOf(ingest(1, { object: undefined }));
    const planned = await sweep(dry, { ...options, dryRun: true });
    expect(planned).toMatchObject([{ jobId: idOf(1), outcome: `would-${verb}`, job: { object: null } }]);
    expect(changes(dry)).toEqual([]);
    const wet = orgOf(ingest(1));
    expect(await sweep(wet, options)).toMatchObject([{ jobId: idOf(1), outcome }]);
    expect(changes(wet)).toEqual(sent);
    const later = orgOf(ingest(1));
    const outcomes: StaleJobOutcome[] = [];
    for await (const one of carryOutSweep(connect(later), planned as PlannedEnding[])) outcomes.push(one);
    expect(outcomes).toMatchObject([{ jobId: idOf(1), outcome }]);
    expect(changes(later)).toEqual(sent);
  });

  test.each([["UploadComplete"], ["InProgress"], ["JobComplete"]])(
    "what is %s is no business of a sweep",
    async (state) => {
      const adapter = orgOf(ingest(1, { state }));
      expect(await sweep(adapter)).toEqual([]);
      expect(changes(adapter)).toEqual([]);
    },
  );

  test("others' jobs are left alone, and aborted where that is asked for, never closed", async () => {
    const theirs = ingest(1, { createdById: other });
    expect(await sweep(orgOf(theirs))).toMatchObject([{ outcome: "not-ours" }]);
    expect(await sweep(orgOf(theirs), { abortOthers: true, ingest: "close" })).toMatchObject([{ outcome: "aborted" }]);
  });

  test("a query is never asked for", async () => {
    const adapter = orgOf();
    await sweep(adapter);
    expect(adapter.seen.some(({ url }) => url.includes("jobs/query"))).toBe(false);
  });

  test("there is no fourth ending", () => {
    expect(() => closeStaleJobs(connect(orgOf()), { ingest: "closed" as "close" })).toThrow(
      'Cannot use ingest "closed": expected one of abort, delete, close',
    );
  });
});
