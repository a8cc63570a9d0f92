import { checkWord } from "../../arguments/check-word.ts";
import type { CallOptions } from "../../exchange/exchange.ts";

/** Which of the two APIs a job belongs to. `auto` finds out, with one more call for each job, and remembers. */
export type JobApi = "1.0" | "2.0" | "auto";

/** Options of the operations that jobs of both APIs have. */
export interface JobApiOptions extends CallOptions {
  /** The API that the job belongs to. Default: `1.0`. */
  readonly api?: JobApi | undefined;
}

/** Takes the API out of options, with its default. @throws TypeError for any other word. */
export function apiOf({ api = "1.0" }: JobApiOptions): JobApi {
  checkWord("api", api, ["1.0", "2.0", "auto"]);
  return api;
}
