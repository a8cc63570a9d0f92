import type { Agent } from "undici";

type LoadAgent = () => Promise<{ readonly default: typeof Agent }>;

/** Says that a package has no such file, or does not let it be seen. */
const elsewhere: ReadonlySet<unknown> = new Set(["ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

/**
 * Loads undici's pool of connections, and little else of undici: its `fetch`, caches, mocks and WebSockets take twice as
 * long to load as starting Node.js does. Where a version of undici keeps it elsewhere, all of undici is loaded.
 */
export async function loadAgent(
  loadAlone: LoadAgent = async () => await import("undici/lib/dispatcher/agent.js"),
): Promise<typeof Agent> {
  try {
    return (await loadAlone()).default;
  } catch (error) {
    if (!elsewhere.has((error as NodeJS.ErrnoException).code)) throw error;
    return (await import("undici")).Agent;
  }
}
