import type { Connection } from "@sfbulk/core";
import { createEmulator, type Emulator } from "@sfbulk/emulator";

/** A record of an org, with what tells who has changed it, and when. */
export type Fields = Readonly<Record<string, unknown>>;

/** Gives all of a record but who has changed it, and when. */
export const valuesOf = (record: Fields): Fields => ({ ...record, SystemModstamp: null, LastModifiedById: null });

/** Tells whether a record was written between two looks at it. */
export const isWritten = (one: Fields | undefined, other: Fields | undefined): boolean =>
  one?.["SystemModstamp"] !== other?.["SystemModstamp"] || one?.["LastModifiedById"] !== other?.["LastModifiedById"];

/** An org, and what is known to have happened to each of its records. */
export interface Witness {
  readonly emulator: Emulator;
  readonly connection: Connection;
  /** Records as they were before the load has written them first; `undefined` for those that were not there. */
  readonly before: ReadonlyMap<string, Fields | undefined>;
  /** Records that the load has written, and somebody else has touched since. */
  readonly touched: ReadonlySet<string>;
  /** Records that the load has written once more behind that, as they were between. */
  readonly rewritten: ReadonlyMap<string, Fields | undefined>;
  /** Sends, and notes what is written. */
  readonly fetch: NonNullable<Connection["fetch"]>;
  /** Gives all records, the deleted ones too. */
  readonly all: () => Promise<Map<string, Fields>>;
  /** Lets somebody do something to a record. */
  readonly touch: (id: string) => Promise<void>;
  /** From here on, what is written is not the load's. */
  readonly endLoad: () => Promise<void>;
}

const seen = ["Name", "Phone", "Ext__c", "Website", "NumberOfEmployees"];
const fields = ["Id", "IsDeleted", ...seen, "SystemModstamp", "LastModifiedById"].join(",");

/** Makes an org of a few records, with a clock that goes on with each request. */
export async function witness(random: () => number): Promise<Witness> {
  let now = 1_790_000_000_000;
  const emulator = createEmulator({ queueTime: 0, processTime: 0, now: () => now });
  const { instanceUrl, accessToken } = emulator;
  const others = await emulator.control.issueToken({ userId: "005000000000002" });
  const before = new Map<string, Fields | undefined>();
  const touched = new Set<string>();
  const rewritten = new Map<string, Fields | undefined>();
  let known = new Map<string, Fields>();
  let isLoading = true;

  let last: Promise<unknown> = Promise.resolve();
  /** A run that is dead may still have a request on its way: whose a change is can be told only of one after the other. */
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done;
    return await done;
  };
  const send = async (path: string, method: "GET" | "POST" | "PATCH" | "DELETE", token: string, body?: string) =>
    await emulator.fetch(`${instanceUrl}/services/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": body?.startsWith("<") ? "text/xml" : "application/json",
      },
      redirect: "manual",
      signal: new AbortController().signal,
      ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
    });
  const rest = async (
    path: string,
    method: "POST" | "PATCH" | "DELETE",
    token: string,
    body?: object,
  ): Promise<void> => {
    await send(
      `data/v68.0/sobjects/Account${path}`,
      method,
      token,
      body === undefined ? undefined : JSON.stringify(body),
    );
  };
  const all = async (): Promise<Map<string, Fields>> => {
    const soql = encodeURIComponent(`SELECT ${fields} FROM Account`);
    const { records } = (await (await send(`data/v68.0/queryAll?q=${soql}`, "GET", others)).json()) as {
      records: Fields[];
    };
    return new Map(records.map((record) => [String(record["Id"]), record]));
  };
  const note = async (): Promise<void> => {
    const present = await all();
    for (const [id, record] of present) {
      if (!isLoading || !isWritten(record, known.get(id))) continue;
      if (!before.has(id)) before.set(id, known.get(id));
      else if (touched.delete(id)) rewritten.set(id, known.get(id));
    }
    known = present;
  };

  for (let index = 0; index < 9; index++) {
    const Phone = random() < 0.3 ? null : `p${index}`;
    await rest("", "POST", others, { Name: `Before ${index}`, Phone, Ext__c: `k${index}`, NumberOfEmployees: index });
  }
  known = await all();
  const fetch: Witness["fetch"] = async (url, init) =>
    await inTurn(async () => {
      now += 1;
      try {
        return await emulator.fetch(url, init);
      } finally {
        await note();
      }
    });
  return {
    emulator,
    connection: { instanceUrl, accessToken, fetch, retry: { attempts: 2, baseDelay: 0, maxDelay: 0 } },
    before,
    touched,
    rewritten,
    fetch,
    all,
    touch: async (id) =>
      await inTurn(async () => {
        await note();
        const record = known.get(id);
        if (record === undefined) return;
        const dice = random();
        // The same user may do it as well, but later; another one also in the same millisecond.
        const isMine = random() < 0.3;
        if (isMine || random() < 0.7) now += 1000;
        const token = isMine ? accessToken : others;
        if (record["IsDeleted"] === true) {
          const header = `<Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></Header>`;
          const body = `<Body><undelete><ids>${id}</ids></undelete></Body>`;
          if (dice < 0.6) await send("Soap/u/68.0", "POST", token, `<Envelope>${header}${body}</Envelope>`);
        } else if (dice < 0.4) await rest(`/${id}`, "PATCH", token, { Name: `Else ${Math.floor(dice * 1000)}` });
        // Somebody writes what is there already.
        else if (dice < 0.55) await rest(`/${id}`, "PATCH", token, { Name: record["Name"] });
        else if (dice < 0.7) await rest(`/${id}`, "DELETE", token);
        else await rest(`/${id}`, "PATCH", token, { Website: `w${Math.floor(dice * 1000)}.example` });
        const present = await all();
        // Of what the load has not written yet, it is what was before.
        if (isWritten(present.get(id), record) && before.has(id)) touched.add(id);
        known = present;
      }),
    endLoad: async () =>
      await inTurn(async () => {
        await note();
        isLoading = false;
      }),
  };
}
