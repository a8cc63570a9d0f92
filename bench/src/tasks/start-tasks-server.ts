import { type RunningProcess, startProcess } from "../start-process.ts";
import type { RowSum } from "./task-rows.ts";
import type { TaskSize } from "./task-size.ts";

/** What the server has counted since it was told to forget all. */
interface Counted extends RowSum {
  readonly calls: number;
  /** Bytes that came. */
  readonly bytes: number;
  /** Rows that have come, whether they are written yet or not. */
  readonly seen: number;
  /** Jobs that are open. */
  readonly open: number;
}

/** The server of whole tasks, and what it counts. */
export interface TasksServer extends Pick<RunningProcess, "stop"> {
  readonly url: string;
  /** Forgets all rows and jobs, and makes so many open jobs. */
  readonly renew: (open?: number) => Promise<void>;
  readonly count: () => Promise<Counted>;
}

/** Starts it. @param latency - In ms. @param rate - Megabytes a second on its line, each way; 0 for as many as come. */
export async function startTasksServer(latency: number, rate: number, size: TaskSize): Promise<TasksServer> {
  const { first, ask, stop } = await startProcess("tasks/tasks-server.js", [
    `--latency=${latency}`,
    `--rate=${rate}`,
    `--results=${size.results}`,
    `--exported=${size.exported}`,
    `--page-rows=${size.pageRows}`,
  ]);
  return {
    url: (first as { readonly url: string }).url,
    renew: async (open = 0) => void (await ask({ renew: open })),
    count: async () => (await ask({})) as Counted,
    stop,
  };
}
