import { createEmulator, type Emulator, type EmulatorOptions, type Exchange } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { onTestFinished } from "vitest";

/** An emulated org on a port, for the time of one test. */
export interface Org extends Pick<Emulator, "accessToken" | "control"> {
  readonly url: string;
  readonly port: number;
  /** Lets the browser wait for leave (CORS) to send what it wants to send, until it is released. */
  readonly holdPreflights: () => () => void;
  /** Adds an open job and gives its id. */
  readonly openJob: () => Promise<string>;
  /** Waits until the job is in that state, however long that takes: the test's time limit ends it. */
  readonly untilState: (jobId: string, state: string) => Promise<void>;
  /** What arrived of a kind. */
  readonly arrived: (operation: Exchange["operation"]) => Promise<Exchange[]>;
}

/** Opens it. Only the pages of `corsAllowList` may call. */
export async function startOrg(options: EmulatorOptions = {}): Promise<Org> {
  const emulator = createEmulator(options);
  const { accessToken, control, handle } = emulator;
  let tell: (() => void)[] = [];
  let gate: Promise<void> | undefined;
  const server = await listen({
    handle: async (request) => {
      if (request.method === "OPTIONS") await gate;
      const response = await handle(request);
      for (const one of tell.splice(0)) one();
      return response;
    },
  });
  onTestFinished(server.close);
  const untilState: Org["untilState"] = async (jobId, state) => {
    const next = new Promise<void>((resolve) => (tell = [...tell, resolve]));
    if ((await control.job(jobId))?.state === state) return;
    await next;
    await untilState(jobId, state);
  };
  return {
    accessToken,
    control,
    url: server.url,
    port: server.port,
    holdPreflights: () => {
      let release: (() => void) | undefined;
      gate = new Promise((resolve) => (release = resolve));
      return () => release?.();
    },
    openJob: async () => (await control.addJob()).id,
    untilState,
    arrived: async (operation) => (await control.exchanges()).filter((exchange) => exchange.operation === operation),
  };
}
