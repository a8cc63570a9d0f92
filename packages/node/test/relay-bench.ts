import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { expect } from "vitest";
import type { AdapterInit, Connection } from "@sfbulk/core";
import { relayHandler, type RelayOptions } from "@sfbulk/core/relay";

export const instance = "https://acme.my.salesforce.com";
export const jobId = "7509H0000016GUXQA2";
export const closePath = `/bulk/services/async/68.0/job/${jobId}`;

interface Sent extends AdapterInit {
  readonly url: string;
}

/** An org behind a relay, and what the relay sends to it. */
export async function start(options: RelayOptions = {}) {
  const emulator = createEmulator({ instanceUrl: instance });
  await emulator.control.addJob({ id: jobId });
  const sent: Sent[] = [];
  const fetch: RelayOptions["fetch"] = async (url, init) => {
    sent.push({ url, ...init });
    return await emulator.fetch(url, init);
  };
  return { emulator, sent, relay: relayHandler({ fetch, ...options }) };
}

/** A request as `relayAdapter` makes it. */
export function ask(path: string, init: RequestInit & { accessToken?: string } = {}): Request {
  const { accessToken = "00D000000000001!session", headers, ...rest } = init;
  const given = {
    "x-sfbulk-instance": instance,
    "x-sfdc-session": accessToken,
    ...(headers as Record<string, string>),
  };
  return new Request(`https://tool.example${path}`, { ...rest, headers: given });
}

export const close = ({ accessToken }: Emulator): RequestInit & { accessToken: string } => ({
  accessToken,
  method: "POST",
  headers: { "content-type": "application/json", "accept-encoding": "gzip, deflate, br, zstd" },
  body: '{"state":"Closed"}',
});

/** A connection whose requests go the way they go from a page, up to the relay. */
export const through = (relay: (request: Request) => Promise<Response>, { accessToken }: Emulator): Connection => ({
  instanceUrl: instance,
  accessToken,
  retry: { baseDelay: 0 },
  fetch: async (url, init) => {
    const { origin, pathname, search } = new URL(url);
    const headers = { ...init.headers, "x-sfbulk-instance": origin };
    return await relay(new Request(`https://tool.example/bulk${pathname}${search}`, { ...init, headers }));
  },
});

export async function fault(
  response: Response,
): Promise<{ status: number; exceptionCode: string; exceptionMessage: string }> {
  expect(response.headers.get("content-type")).toBe("application/json");
  return {
    status: response.status,
    ...((await response.json()) as { exceptionCode: string; exceptionMessage: string }),
  };
}
