import { readTime } from "../arguments/read-number.ts";
import type { Org } from "../connection/org.ts";
import { remembering } from "../connection/remembering.ts";
import { readApi } from "../load/read-api.ts";
import { readMaxFailed } from "../load/read-max-failed.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import type { LoadCall } from "./load-call.ts";
import { readDays } from "./take-snapshot.ts";

/**
 * Checks what can be checked of a call that loads before anything is asked, and has it ask once for the org.
 *
 * @throws UsageError.
 */
export function prepareCall(given: LoadCall): LoadCall {
  // Several loads of one call are into one org.
  let org: Promise<Org> | undefined;
  const { values } = given;
  const stallTimeout =
    values.stallTimeout === undefined ? undefined : readTime("--stall-timeout", values.stallTimeout, "seconds");
  const connect = async (): Promise<Org> => {
    const found = await given.connect();
    const connection = remembering(found.connection);
    return { ...found, connection: stallTimeout === undefined ? connection : { ...connection, stallTimeout } };
  };
  readWait(values);
  readApi(values, undefined);
  readMaxFailed(values.maxFailed);
  readDays(values.snapshotDays);
  return { ...given, connect: async () => await (org ??= connect()) };
}
