/** What became of a row. */
interface ModelRow {
  readonly values: readonly string[];
  /** Its record's id, or that it was refused. */
  readonly id: string | null;
}

/** A batch as it truly is. */
export interface ModelBatch {
  readonly id: string;
  readonly jobId: string;
  readonly created: number;
  /** What was sent, unpacked. */
  readonly text: string;
  /** Its rows, without the header line. */
  readonly rows: readonly ModelRow[];
  /** After how many requests of the org it is processed. */
  readonly due: number;
  state: "Queued" | "Completed" | "NotProcessed";
}

/** A job as it truly is. */
export interface ModelJob {
  readonly id: string;
  readonly api: "1.0" | "2.0";
  readonly operation: string;
  readonly object: string;
  readonly contentType: string;
  readonly createdById: string;
  readonly created: number;
  modified: number;
  state: string;
  /** Every state that it ever was in. */
  readonly states: string[];
  readonly batches: ModelBatch[];
  /** What was uploaded, of Bulk API 2.0. */
  readonly uploads: string[];
}

/** An org as it truly is. */
export interface ModelOrg {
  readonly userId: string;
  readonly otherUserId: string;
  /** The valid sessions. */
  readonly tokens: Set<string>;
  /** By the first 15 characters of the id. */
  readonly jobs: Map<string, ModelJob>;
  /** How many requests have come. */
  requests: number;
  /** How many requests later a batch is processed. */
  readonly queue: number;
  ids: number;
}

/** Makes an org with nothing in it. Its ids count on from `ids`. */
export const createModelOrg = (token: string, queue: number, ids = 0): ModelOrg => ({
  userId: modelId("005", 1),
  otherUserId: modelId("005", 2),
  tokens: new Set([token]),
  jobs: new Map(),
  requests: 0,
  queue,
  ids,
});

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** Makes an id of 18 characters: three for what it names, twelve that count, three that tell upper case from lower. */
function modelId(prefix: string, number: number): string {
  const short = `${prefix}Mo${String(number).padStart(10, "0")}`;
  const ends = [0, 5, 10].map((start) => {
    const upper = short
      .slice(start, start + 5)
      .split("")
      .map((letter) => /[A-Z]/.test(letter));
    return letters.charAt(upper.reduce((sum, isUpper, place) => sum + (isUpper ? 2 ** place : 0), 0));
  });
  return short + ends.join("");
}

/** Adds a job to the org. */
export function addModelJob(org: ModelOrg, job: Partial<ModelJob> = {}): ModelJob {
  const now = Date.now();
  const made: ModelJob = {
    id: modelId("750", ++org.ids),
    api: "1.0",
    operation: "insert",
    object: "Account",
    contentType: "CSV",
    createdById: org.userId,
    created: now,
    modified: now,
    state: "Open",
    states: [],
    batches: [],
    uploads: [],
    ...job,
  };
  made.states.push(made.state);
  org.jobs.set(made.id.slice(0, 15), made);
  return made;
}

/** Puts a job into a state. */
export function setModelState(job: ModelJob, state: string): void {
  job.state = state;
  job.states.push(state);
  job.modified = Date.now();
  if (state === "Aborted") for (const batch of job.batches) if (batch.state === "Queued") batch.state = "NotProcessed";
}

/** Adds a batch to a job: a row whose first value is empty is refused. */
export function addModelBatch(org: ModelOrg, job: ModelJob, text: string, rows: readonly string[][]): ModelBatch {
  const batch: ModelBatch = {
    id: modelId("751", ++org.ids),
    jobId: job.id,
    created: Date.now(),
    text,
    rows: rows.map((values) => ({ values, id: values[0] === "" ? null : modelId("001", ++org.ids) })),
    due: org.requests + org.queue,
    state: "Queued",
  };
  job.batches.push(batch);
  job.modified = batch.created;
  return batch;
}

/** Lets time pass: batches whose turn has come are processed. */
export function passModelTime(org: ModelOrg): void {
  org.requests++;
  for (const { batches } of org.jobs.values()) {
    for (const batch of batches) if (batch.state === "Queued" && batch.due <= org.requests) batch.state = "Completed";
  }
}
