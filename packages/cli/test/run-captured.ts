import { PassThrough, Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";

/** What a run of a command line did. */
export interface Captured {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command line is run with. */
export interface CaptureOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  readonly input: string;
  /** Whether standard output is a file on a disk that is full. */
  readonly isFull?: boolean;
}

/** Runs something in this process with streams, an environment and a folder of its own. One at a time. */
export async function runCaptured(run: () => Promise<number>, options: CaptureOptions): Promise<Captured> {
  const { env, cwd, input, isFull = false } = options;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const restore = [
    replaceStream("stdin", Readable.from(input === "" ? [] : [Buffer.from(input)])),
    replaceStream("stdout", isFull ? fullDisk() : stdout),
    replaceStream("stderr", stderr),
    replaceEnvironment(env),
    moveTo(cwd),
  ];
  let code: number;
  try {
    code = await run();
  } finally {
    for (const one of restore) one();
    stdout.end();
    stderr.end();
  }
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}

const fullDisk = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" })),
  });

function replaceStream(name: "stdin" | "stdout" | "stderr", stream: Writable | Readable): () => void {
  const before = Object.getOwnPropertyDescriptor(process, name);
  if (before === undefined) throw new Error(`This process has no ${name}`);
  Object.defineProperty(process, name, { configurable: true, enumerable: true, value: stream });
  return () => void Object.defineProperty(process, name, before);
}

/** In place: what asks the system for the home folder, and processes that are started, see it too. */
function replaceEnvironment(env: Readonly<Record<string, string>>): () => void {
  const set = (values: Readonly<Record<string, string | undefined>>): void => {
    for (const name of Object.keys(process.env)) if (!(name in values)) delete process.env[name];
    Object.assign(process.env, values);
  };
  const before = { ...process.env };
  set(env);
  return () => set(before);
}

function moveTo(folder: string | undefined): () => void {
  if (folder === undefined) return () => undefined;
  const before = process.cwd();
  process.chdir(folder);
  return () => process.chdir(before);
}
