import { withCode } from "@sfbulk/core";
import type { DenoRuntime } from "./deno-runtime.ts";

/**
 * Sees to it that Deno lets this process connect to a host and port, and to nothing else: where it is not decided yet,
 * it asks the user, which Deno does in a terminal only.
 *
 * @param action - What cannot be done without it, for the error: `send to acme.my.salesforce.com`.
 * @param host - The host, and its port unless that is the usual one: what the flag takes.
 * @param permitted - The same as Deno checks it. `--allow-net=acme.my.salesforce.com:443` is permission enough to send
 * there, though not for the bare host, so what is asked for has its port.
 * @throws Deno.errors.NotCapable with the flag to run with.
 * @see https://docs.deno.com/runtime/fundamentals/security/#network-access
 */
export function askNet(
  { errors, permissions }: DenoRuntime,
  action: string,
  host: string,
  permitted: string = host,
): void {
  const permission = { name: "net", host: permitted } as const;
  if (permissions.querySync(permission).state === "granted") return;
  if (permissions.requestSync(permission).state === "granted") return;
  const message = `Cannot ${action}: Deno has no permission for it; run again with: --allow-net=${host}`;
  // Core would take it for a lost connection and try again.
  throw Object.assign(withCode(new errors.NotCapable(message), "MissingPermission"), { retry: false });
}

/** Sees to it that requests can be sent to the host of a URL, as {@link askNet} does. */
export function askToSend(runtime: DenoRuntime, { host, port, protocol }: URL): void {
  askNet(runtime, `send to ${host}`, host, port === "" ? `${host}:${protocol === "http:" ? 80 : 443}` : host);
}
