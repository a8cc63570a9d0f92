import { addSums, type RowSum } from "./task-rows.ts";

/** A job of the server, of either API. */
export interface OrgJob {
  readonly id: string;
  readonly api: "1.0" | "2.0";
  readonly operation: string;
  readonly isXml: boolean;
  readonly isChunked: boolean;
  readonly created: string;
  state: string;
  readonly batches: OrgBatch[];
  /** What was uploaded to a job of Bulk API 2.0, and counts when that is closed. */
  uploaded: RowSum;
}

/** A batch of Bulk API 1.0. */
export interface OrgBatch {
  readonly id: string;
  readonly rows: number;
  readonly state: "Completed" | "NotProcessed";
  readonly created: string;
}

/** What the server holds of an org: jobs, and the sum of the rows that came in. */
export interface Org {
  readonly jobs: Map<string, OrgJob>;
  readonly create: (job: Pick<OrgJob, "api" | "operation" | "isXml" | "isChunked">, id?: string) => OrgJob;
  readonly addBatch: (job: OrgJob, rows: number, state?: OrgBatch["state"]) => OrgBatch;
  readonly addRows: (rows: RowSum) => void;
  readonly written: () => RowSum;
  /** Keeps what was sent as a batch, of the latest ones: who takes up a load asks for it. */
  readonly keepBody: (batchId: string, body: () => Buffer) => void;
  readonly bodyOf: (batchId: string) => Buffer | undefined;
}

const keptBodies = 64;

const now = (): string => new Date().toISOString().replace("Z", "+0000");

/** Makes an org without anything. */
export function makeOrg(): Org {
  const jobs = new Map<string, OrgJob>();
  const bodies = new Map<string, () => Buffer>();
  let made = 0;
  let batches = 0;
  let written: RowSum = { rows: 0, sum: 0 };
  return {
    jobs,
    create: (job, id = `750${String(++made).padStart(12, "0")}`) => {
      const fresh: OrgJob = { ...job, id, created: now(), state: "Open", batches: [], uploaded: { rows: 0, sum: 0 } };
      jobs.set(id, fresh);
      return fresh;
    },
    addBatch: (job, rows, state = "Completed") => {
      const batch = { id: `751${String(++batches).padStart(12, "0")}`, rows, state, created: now() };
      job.batches.push(batch);
      return batch;
    },
    addRows: (rows) => {
      written = addSums(written, rows);
    },
    written: () => written,
    keepBody: (batchId, body) => {
      bodies.set(batchId, body);
      const [oldest] = bodies.keys();
      if (bodies.size > keptBodies && oldest !== undefined) bodies.delete(oldest);
    },
    bodyOf: (batchId) => bodies.get(batchId)?.(),
  };
}
