import { createEmulator } from "../emulator/create-emulator.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { createIdNames, type IdNames } from "./id-names.ts";
import type { RecordedExchange, Recording } from "./recording.ts";

/** Where the emulator answers otherwise than the org that was recorded. */
export interface Difference {
  /** Which exchange, counted from 0. */
  readonly exchange: number;
  /** Its method and path. */
  readonly request: string;
  readonly what: "status" | "content-type" | "location" | "body";
  /** What was recorded; ids have names, and times are left out. */
  readonly recorded: string;
  readonly emulated: string;
}

/**
 * Sends the requests of a recording to an emulator of its own, and tells where its answers are others than those of the
 * org that was recorded: status, content type, address of a new batch, and body.
 *
 * Ids, times, and how long processing took are an org's own and are not compared, but for the length of ids and which of
 * them are the same. JSON may be written with more or less space. What signs in was not recorded and is passed over.
 *
 * @param options - For the emulator; its clock is that of the recording.
 * @throws TypeError for what is no recording.
 * @example
 * ```ts
 * import { compareRecording, createEmulator, createRecorder } from "@sfbulk/emulator";
 *
 * const { fetch, recording } = createRecorder({ fetch: createEmulator().fetch });
 * await fetch("https://emulator.my.salesforce.com/services/data/", {});
 * console.log(await compareRecording(await recording())); // []
 * ```
 */
export async function compareRecording(recording: Recording, options: EmulatorOptions = {}): Promise<Difference[]> {
  checkRecording(recording);
  const start = Date.parse(recording.exchanges[0]?.time ?? "1970-01-01T00:00:00.000Z");
  const emulator = createEmulator({
    ...options,
    objects: { ...recording.objects, ...options.objects },
    now: () => start,
  });
  const sides: Sides = { recorded: createIdNames(), emulated: createIdNames() };
  const differences: Difference[] = [];
  let now = start;
  for (const [index, exchange] of recording.exchanges.entries()) {
    const later = Math.max(0, Date.parse(exchange.time) - now);
    now += later;
    await emulator.control.advance(later);
    if (exchange.request.body === "[credentials]" || exchange.response.body === "[credentials]") continue;
    const response = await send(emulator, exchange, sides);
    differences.push(...(await compare(index, exchange, response, sides)));
  }
  return differences;
}

interface Sides {
  readonly recorded: IdNames;
  readonly emulated: IdNames;
}

function checkRecording(recording: Recording): void {
  const { format, version } = (recording as Partial<Recording> | null) ?? {};
  if (format === "sfbulk-recording" && version === 1) return;
  throw new TypeError(
    "Cannot compare the recording: this is not what a recorder gives, or another version has made it",
  );
}

/** What a browser or a connection adds by itself, or what says how the body travelled then. */
const ownHeaders = new Set([
  "host",
  "connection",
  "content-length",
  "accept-encoding",
  "content-encoding",
  "transfer-encoding",
]);

async function send(emulator: Emulator, { request, response }: RecordedExchange, sides: Sides): Promise<Response> {
  const wasRejected = response.status === 401 || /InvalidSessionId|INVALID_SESSION_ID/.test(response.body ?? "");
  const token = wasRejected ? "00D000000000000!rejected" : emulator.accessToken;
  const here = (text: string): string => sides.recorded.translate(text, sides.emulated);
  const headers = Object.entries(request.headers)
    .filter(([name]) => !ownHeaders.has(name))
    .map(([name, value]): [string, string] => [
      name,
      value === "[session]" ? (name === "authorization" ? `Bearer ${token}` : token) : here(value),
    ]);
  return await emulator.fetch(emulator.instanceUrl + here(request.path), {
    method: request.method,
    headers,
    // Of a string, fetch would make up a type.
    ...(request.body === null || request.body === "" ? {} : { body: new TextEncoder().encode(here(request.body)) }),
  });
}

async function compare(
  index: number,
  { request, response: recorded }: RecordedExchange,
  emulated: Response,
  sides: Sides,
): Promise<Difference[]> {
  const text = await emulated.text();
  const header = (name: string): readonly [string, string] => [
    sides.recorded.nameAll(recorded.headers[name] ?? ""),
    sides.emulated.nameAll(emulated.headers.get(name) ?? ""),
  ];
  const pairs: Readonly<Record<Difference["what"], readonly [recorded: string, emulated: string]>> = {
    status: [String(recorded.status), String(emulated.status)],
    // The body's ids get their names first: a header repeats what stands in it.
    body:
      recorded.body === null ? ["", ""] : [normalise(recorded.body, sides.recorded), normalise(text, sides.emulated)],
    "content-type": header("content-type"),
    // Whoever writes a recording down by hand may leave it out.
    location: recorded.headers["location"] === undefined ? ["", ""] : header("location"),
  };
  return Object.entries(pairs)
    .filter(([, [one, other]]) => one !== other)
    .map(([what, [one, other]]) => ({
      exchange: index,
      request: `${request.method} ${request.path}`,
      what: what as Difference["what"],
      recorded: one,
      emulated: other,
    }));
}

const times = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?=Z|\+0000)/g;
const durations = /((?:totalProcessingTime|apiActiveProcessingTime|apexProcessingTime)(?:">|>|": ?))\d+/g;

/** Leaves out what is an org's own, and how much space there is in JSON. */
function normalise(body: string, names: IdNames): string {
  const plain = names.nameAll(compact(body)).replace(times, "<time>").replace(durations, "$1<time>");
  // Milliseconds since 1970, as queries in JSON have them.
  return plain.replace(/(?<=[:,[])\d{13}(?=[,}\]])/g, "<time>");
}

function compact(body: string): string {
  if (!/^\s{0,9}[[{]/.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    // Text that only looks like JSON is compared as it is.
    return body;
  }
}
