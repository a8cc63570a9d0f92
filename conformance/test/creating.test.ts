import * as sfbulk from "@sfbulk/core";
import { createEmulator, type Emulator, type Fault } from "@sfbulk/emulator";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

// A job is made once, and none is orphaned in silence: whenever the signal fires, and however the answer is lost.

const insert = { operation: "insert", object: "Account" } as const;
type Create = (connection: sfbulk.Connection, options?: sfbulk.CallOptions) => Promise<unknown>;
const creations: Readonly<Record<string, Create>> = {
  createJob: async (to, options) => await sfbulk.createJob(to, insert, options),
  createIngestJob: async (to, options) => await sfbulk.createIngestJob(to, insert, options),
  openJob: async (to, options) => await sfbulk.openJob(to, insert, options),
  withJob: async (to, options) => await sfbulk.withJob(to, insert, (job) => job.close(), options),
};

const openIds = async ({ control }: Emulator): Promise<string[]> => {
  const all = [...(await control.jobs()), ...(await control.bulk2Jobs())];
  return all.filter(({ state }) => state === "Open").map(({ id }) => id);
};

let unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

/** The so-manieth moment from now: mostly the next microtask, now and then the next turn. */
async function pass(moments: number): Promise<void> {
  for (let moment = 0; moment < moments; moment++) {
    await (moment % 30 === 29 ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve());
  }
}

/** What else happens while the signal fires. */
interface Setting {
  readonly name: string;
  readonly faults?: readonly Fault[];
  readonly accessToken?: (emulator: Emulator) => sfbulk.TokenSource;
  /** Whether the adapter hears of the signal. */
  readonly isDeaf?: boolean;
}
const on = { operation: ["create", "createIngestJob"] } as const;
const settings: readonly Setting[] = [
  { name: "nothing else" },
  { name: "an adapter that does not hear of it", isDeaf: true },
  {
    name: "a renewal in the middle",
    faults: [{ kind: "session-expired", on }],
    accessToken:
      ({ control, accessToken }) =>
      async (rejected) => {
        await pass(3);
        return rejected === undefined ? accessToken : await control.issueToken({});
      },
  },
  { name: "a lost answer", faults: [{ kind: "answer-lost", on }] },
  {
    name: "a lost answer, and an adapter that does not hear of it",
    isDeaf: true,
    faults: [{ kind: "answer-lost", on }],
  },
  { name: "a lost request", faults: [{ kind: "request-lost", on }] },
  {
    name: "a lost answer, and no list of jobs",
    faults: [
      { kind: "answer-lost", on },
      { kind: "status", status: 503, times: "always", on: { operation: "listJobs" } },
    ],
  },
  { name: "a refusal for the moment", faults: [{ kind: "passing-refusal", code: "TXN_SECURITY_METERING_ERROR", on }] },
  { name: "a page for the moment", faults: [{ kind: "status", status: 429, on }] },
];

/** How a call that was to create a job ended. */
interface End {
  readonly value?: { readonly id?: string };
  readonly error?: { readonly code?: string; readonly jobId?: string; readonly candidates?: readonly string[] };
}

/** Creates a job while a signal fires at that moment. */
async function createUntil(
  call: Create,
  { faults = [], accessToken, isDeaf = false }: Setting,
  moment: number,
): Promise<{ readonly end: End; readonly open: string[]; readonly reason: unknown; readonly hasFired: boolean }> {
  const emulator = createEmulator();
  for (const fault of faults) await emulator.control.fail(fault);
  const reason = { why: `moment ${moment}` };
  const controller = new AbortController();
  const fetch: sfbulk.FetchAdapter = async (url, init) => {
    await pass(3);
    const response = await emulator.fetch(url, isDeaf ? { ...init, signal: null } : init);
    await pass(3);
    return response;
  };
  let hasEnded = false;
  const ended: Promise<End> = call(
    {
      instanceUrl: emulator.instanceUrl,
      accessToken: accessToken?.(emulator) ?? emulator.accessToken,
      fetch,
      retry: { attempts: 2, baseDelay: 0, maxDelay: 0 },
    },
    { signal: controller.signal },
  )
    .then(
      (value) => ({ value: value as { id: string } }),
      (error: unknown) => ({ error: error as { code: string } }),
    )
    .finally(() => (hasEnded = true));
  await pass(moment);
  const hasFired = !hasEnded;
  if (hasFired) controller.abort(reason);
  const end = await ended;
  // What an adapter that does not hear of the signal is still about.
  await pass(120);
  return { end, open: await openIds(emulator), reason, hasFired };
}

describe("whenever the signal fires, there is no open job that nobody was told of", () => {
  let moments = 0;
  let leftNothing = 0;
  // What ends its job creates it in the same way.
  const tried = Object.entries(creations).flatMap(([name, call], index) =>
    settings.filter((_, place) => index < 2 || place < 4).map((one) => [name, one.name, call, one] as const),
  );
  test.each(tried)("%s, with %s", async (_, __, call, setting) => {
    for (let moment = 0; ; moment++) {
      const { end, open, reason, hasFired } = await createUntil(call, setting, moment);
      const { value, error } = end;
      const told = [value?.id, error?.jobId, ...(error?.candidates ?? [])];
      // Where the org cannot be asked, the error says so in place of naming one.
      if (error?.code !== "JobMayExist" || setting.name !== "a lost answer, and no list of jobs") {
        expect(open.filter((id) => !told.includes(id))).toEqual([]);
      }
      if (error !== undefined && error.code === undefined) expect(error).toBe(reason);
      expect(open.length).toBeLessThanOrEqual(1);
      await pass(12);
      expect(unhandled).toEqual([]);
      if (!hasFired) {
        expect(moment).toBeGreaterThan(15);
        break;
      }
      moments++;
      if (open.length === 0) leftNothing++;
    }
  });
  test("800 moments and more", () => {
    expect(moments).toBeGreaterThan(800);
    expect(leftNothing).toBeGreaterThan(400);
  });
});

describe("a token source that hangs", () => {
  test.each(Object.entries(creations))("lets the signal through at once: %s", async (_, call) => {
    const emulator = createEmulator();
    const controller = new AbortController();
    const reason = { mine: true };
    const accessToken = async (): Promise<string> => await new Promise<never>(() => undefined);
    const ended = call({ ...emulator, accessToken }, { signal: controller.signal }).catch((error: unknown) => error);
    await pass(20);
    controller.abort(reason);
    expect(await ended).toBe(reason);
    expect(await emulator.control.exchanges()).toEqual([]);
  });

  test("at the renewal too: what was rejected has made nothing", async () => {
    const emulator = createEmulator();
    await emulator.control.fail({ kind: "session-expired", on });
    const controller = new AbortController();
    const reason = { mine: true };
    const accessToken = async (rejected?: string): Promise<string> =>
      rejected === undefined ? emulator.accessToken : await new Promise<never>(() => undefined);
    const ended = sfbulk
      .createJob({ ...emulator, accessToken }, insert, { signal: controller.signal })
      .catch((error: unknown) => error);
    await vi.waitUntil(async () => (await emulator.control.exchanges()).length > 0);
    await pass(120);
    controller.abort(reason);
    expect(await ended).toBe(reason);
    expect(await openIds(emulator)).toEqual([]);
  });
});

/** Every form in which the org does what was asked, and nobody hears of it. */
const lost: Readonly<Record<string, Fault>> = {
  "the connection is reset": { kind: "answer-lost", on },
  "the body breaks off": { kind: "body-dropped", on },
  "the body stalls": { kind: "body-stalled", on },
  "no answer comes": { kind: "never-answers", applied: true, on },
  "it comes a moment later": { kind: "late-arrival", delay: 300, on },
  "a 500 page": { kind: "status", status: 500, applied: true, on },
  "a 502 page": { kind: "status", status: 502, applied: true, on },
  "a 503 page": { kind: "status", status: 503, applied: true, on },
  "a 504 page": { kind: "status", status: 504, applied: true, on },
  "a 420 page": { kind: "status", status: 420, applied: true, on },
  "a 429 page": { kind: "status", status: 429, applied: true, on },
  "half the gzip": { kind: "gzip-cut", on },
  "gzip with a wrong checksum": { kind: "gzip-bad-checksum", on },
  "half the JSON": { kind: "json-cut", on },
  "nothing under status 200": { kind: "empty-body", on },
  "status 204": { kind: "no-content", on },
  "a page under status 200": { kind: "html-ok", applied: true, on },
  "bytes that are nothing": { kind: "garbage", on },
};

describe("a lost answer: the job that it may have made is named, and not touched", () => {
  afterEach(() => void vi.useRealTimers());
  const forms = Object.entries(lost);
  test.each(
    (["createJob", "createIngestJob"] as const).flatMap((name) =>
      forms.map(([form, fault]) => [name, form, fault] as const),
    ),
  )("%s: %s", async (name, _, fault) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const emulator = createEmulator();
    // Others, which it cannot have been: of another object, with batches, ended, made by another call here.
    const seeds = [{ object: "Contact" }, { batches: ["Name\nA\n"] }, { state: "Closed" as const }];
    for (const seed of seeds) await emulator.control.addJob({ object: "Account", ...seed });
    for (const state of ["UploadComplete", "JobComplete", "Aborted"] as const)
      await emulator.control.addIngestJob({ state });
    const connection = { ...emulator, gzip: true, retry: { baseDelay: 500 } };
    await creations[name]?.(connection);
    const before = new Set(await openIds(emulator));
    await emulator.control.fail(fault);
    const ended = creations[name]?.(connection).catch((error: unknown) => error);
    let error: unknown;
    void ended?.then((value) => (error = value));
    // oxlint-disable-next-line no-unmodified-loop-condition -- it is, when the call has ended
    while (error === undefined) {
      // The late one comes by the org's own clock.
      await emulator.control.advance(100);
      await vi.advanceTimersByTimeAsync(100);
    }
    const made = (await openIds(emulator)).filter((id) => !before.has(id));
    expect(made).toHaveLength(1);
    expect(error).toMatchObject({ code: "JobMayExist", candidates: made, attempts: 1 });
    expect((error as Error).message).toContain(`it may have made job "${made[0]}"`);
  });

  test.each(["createJob", "createIngestJob"])("%s: where nothing was made, it says what it has seen", async (name) => {
    const emulator = createEmulator();
    await emulator.control.fail({ kind: "request-lost", on });
    const connection = { ...emulator, retry: { baseDelay: 0, maxDelay: 0 } };
    const error: unknown = await creations[name]?.(connection).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "JobMayExist", candidates: [], attempts: 1 });
    expect((error as Error).message).toContain(
      "no job that it may have made is in the org's list: look again with findJobs",
    );
  });
});
