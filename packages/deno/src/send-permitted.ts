import type { AdapterInit } from "@sfbulk/core";
import { askToSend } from "./ask-net.ts";
import type { DenoRuntime, HttpClient } from "./deno-runtime.ts";

/** Sends one request through Deno's `fetch`, with this client, once this process is permitted to. */
export async function sendPermitted(
  runtime: DenoRuntime,
  client: HttpClient,
  url: string,
  { method, headers, body, redirect, signal }: AdapterInit,
): Promise<Response> {
  signal.throwIfAborted();
  // Where it is refused, `fetch` would say so too, but with a flag that opens the whole network.
  askToSend(runtime, new URL(url));
  const request: RequestInit & { client: HttpClient } = {
    method,
    headers,
    redirect,
    signal,
    client,
    ...(body === undefined ? {} : { body }),
  };
  return await fetch(url, request);
}
