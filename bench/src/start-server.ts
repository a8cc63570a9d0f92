import { type RunningProcess, startProcess } from "./start-process.ts";

/** What the neutral server answers with, and when. */
export interface ServerOptions {
  /** Milliseconds before it answers. Default: 0. */
  readonly latency?: number;
  /** How many batches the job has. Default: 1. */
  readonly batches?: number;
  /** How many rows each of them has. Default: 10. */
  readonly rows?: number;
}

/** Starts the neutral server in a process of its own. */
export async function startServer({ latency = 0, batches = 1, rows = 10 }: ServerOptions = {}): Promise<
  RunningProcess & { readonly url: string }
> {
  const { first, ...server } = await startProcess("neutral-server.js", [latency, batches, rows].map(String));
  return { ...(first as { readonly url: string }), ...server };
}
