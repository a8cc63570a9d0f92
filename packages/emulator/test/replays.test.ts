import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { noon } from "./call.ts";
import { send } from "./send.ts";

// What other people's clients send, request by request and with every header, those of their HTTP libraries included. Each
// file says from which lines of which commit it was taken.

interface Step {
  /** The function that sends it, and the line from which on it does. */
  readonly what: string;
  readonly line: number;
  readonly method: string;
  /** Beneath `/services/async/{version}/`; `{{job}}` and the like are what was kept of earlier answers. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Several parts are sent in chunks. */
  readonly body?: string | readonly string[];
  readonly gzip?: boolean;
  /** Milliseconds that the org's clock goes on before. */
  readonly advance?: number;
  readonly status: number;
  /** What is in the answer. */
  readonly answer?: string;
  /** What is kept of the answer, by a pattern. */
  readonly keep?: Readonly<Record<string, string>>;
}

interface Replay {
  readonly client: string;
  readonly source: { readonly repository: string; readonly commit: string; readonly files: readonly string[] };
  readonly version: string;
  readonly steps: readonly Step[];
}

const folder = new URL("clients/replays/", import.meta.url);
const replays = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Replay);

test.each(replays.map((replay) => [replay.client, replay] as const))("%s", async (_, { version, steps }) => {
  const emulator = createEmulator({ now: () => noon });
  const server = await listen(emulator);
  const kept = new Map([["session", emulator.accessToken]]);
  const fill = (text: string): string => text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => kept.get(name) ?? "");
  for (const { what, method, path, headers, body = [], gzip, advance = 0, status, answer, keep = {} } of steps) {
    await emulator.control.advance(advance);
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    const whole = typeof body === "string";
    const bytes = whole ? Buffer.from(fill(body)) : body.map((part) => Buffer.from(part));
    const sent = gzip === true && bytes instanceof Buffer ? gzipSync(bytes) : bytes;
    // As their libraries do: a length where the body is whole, none where there is no body.
    const length: Record<string, string> = sent instanceof Buffer ? { "Content-Length": String(sent.length) } : {};
    const url = `${server.url}/services/async/${version}/${fill(path)}`;
    const reply = await send(method, url, { ...filled, ...length }, sent);
    const compressed = reply.headers["content-encoding"] === "gzip";
    const text = compressed ? gunzipSync(reply.body).toString() : reply.text;
    expect([what, reply.status, text]).toEqual([what, status, expect.stringContaining(answer ?? "") as string]);
    expect(compressed).toBe(headers["Accept-Encoding"] !== undefined && reply.body.length > 0);
    for (const [name, pattern] of Object.entries(keep))
      kept.set(name, new RegExp(pattern).exec(text)?.[1] ?? "missing");
  }
  expect(await emulator.control.unhandled()).toEqual([]);
  await server.close();
});

test("each says where it is from, by lines of a commit", () => {
  expect(new Set(replays.map(({ source }) => source.repository))).toEqual(
    new Set([
      "SFDO-Tooling/CumulusCI",
      "forcedotcom/wsc",
      "forceworkbench/forceworkbench",
      "heroku/salesforce-bulk",
      "simple-salesforce/simple-salesforce",
      "yatish27/salesforce_bulk_api",
    ]),
  );
  for (const { source, steps } of replays) {
    expect(source.commit).toMatch(/^[0-9a-f]{40}$/);
    for (const file of source.files) expect(file).toMatch(/^[\w./-]+#L\d+-L\d+$/);
    expect(steps.every(({ line }) => Number.isInteger(line))).toBe(true);
  }
});
