import { decoding } from "./observations/decoding.ts";
import { failures } from "./observations/failures.ts";
import { headers } from "./observations/headers.ts";
import type { Observation, ProbeServers } from "./observations/observation.ts";
import { redirects } from "./observations/redirects.ts";
import { sending } from "./observations/sending.ts";
import { rejection } from "./observations/words.ts";

/** One answer of a runtime. */
export interface ProbeRow {
  readonly topic: string;
  readonly what: string;
  readonly answer: string;
}

const topics: Readonly<Record<string, readonly Observation[]>> = {
  "Compressed replies": decoding,
  Headers: headers,
  Redirects: redirects,
  "Lost connections and signals": failures,
  Sending: sending,
};

/** How long an observation may take, in milliseconds. */
const limit = 5000;

/** The program that looks at what this runtime's `fetch` does. */
export async function main(servers: ProbeServers): Promise<ProbeRow[]> {
  const rows: ProbeRow[] = [];
  for (const [topic, observations] of Object.entries(topics)) {
    for (const { what, observe } of observations) {
      // One at a time, since they share the connections.
      rows.push({ topic, what, answer: await answerOf(observe(servers)) });
    }
  }
  return rows;
}

async function answerOf(promise: Promise<string>): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("nothing within 5 seconds"), limit);
  });
  try {
    return await Promise.race([promise, silence]);
  } catch (error) {
    return rejection(error);
  } finally {
    clearTimeout(timer);
  }
}
