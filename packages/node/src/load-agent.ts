import type { Agent } from "undici";

/**
 * Loads undici's pool of connections, and little else of undici: its `fetch`, caches, mocks and WebSockets take twice as
 * long to load as starting Node.js does. Where a version of undici keeps it elsewhere, all of undici is loaded.
 */
export async function loadAgent(): Promise<typeof Agent> {
  try {
    return (await import("undici/lib/dispatcher/agent.js")).default;
  } catch (error) {
    const elsewhere = ["ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"];
    if (!elsewhere.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return (await import("undici")).Agent;
  }
}
