import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { listen, type Listening } from "@sfbulk/emulator/node";
import { still } from "./call.ts";

// Requests as no library writes them: each is answered for what it is, and the next one too.

let emulator: Emulator;
let server: Listening;
beforeAll(async () => {
  emulator = still();
  server = await listen(emulator);
});
afterAll(() => server.close());

/** Writes bytes to the port, piece by piece, and gives what came back until the connection ended. */
function send(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    socket.setNoDelay(true);
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    for (const piece of pieces) socket.write(piece);
  });
}

const job = '{"operation":"insert","object":"Account","contentType":"CSV"}';
const zipped = gzipSync(job);
const head = (line: string, ...headers: readonly string[]): string =>
  [
    line,
    "Host: 127.0.0.1",
    "Connection: close",
    `x-sfdc-session: ${emulator.accessToken}`,
    "content-type: application/json",
    ...headers,
    "",
    "",
  ].join("\r\n");
const post = "POST /services/async/68.0/job HTTP/1.1";
const chunk = (data: string | Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), Buffer.from(data), Buffer.from("\r\n")]);

test.each<[what: string, pieces: () => readonly (string | Uint8Array)[]]>([
  ["HTTP/1.0", () => [head("POST /services/async/68.0/job HTTP/1.0", `Content-Length: ${job.length}`), job]],
  [
    "a whole address",
    () => [head("POST http://a.example/services/async/68.0/job HTTP/1.1", `Content-Length: ${job.length}`), job],
  ],
  ["Expect", () => [head(post, "Expect: 100-continue", `Content-Length: ${job.length}`), job]],
  [
    "a byte a chunk, with extensions and a trailer",
    () => [
      head(post, "Transfer-Encoding: chunked"),
      ...Array.from(job, (byte) => `1;a="b"\r\n${byte}\r\n`),
      "0\r\nTrailer: x\r\n\r\n",
    ],
  ],
  [
    "chunks that are cut anywhere",
    () => [
      head(post, "Transfer-Encoding: chunked"),
      "3",
      `d\r\n${job.slice(0, 20)}`,
      job.slice(20),
      "\r",
      "\n0\r\n\r\n",
    ],
  ],
  [
    "gzip in chunks",
    () => [head(post, "Content-Encoding: gzip", "Transfer-Encoding: chunked"), chunk(zipped), "0\r\n\r\n"],
  ],
  [
    "a path with signs for letters",
    () => [head("POST /services/%61sync/68.0/job HTTP/1.1", `Content-Length: ${job.length}`), job],
  ],
])("%s makes a job", async (_, pieces) => {
  const before = (await emulator.control.jobs()).length;
  expect(await send(...pieces())).toMatch(/^HTTP\/1\.1 (?:100 Continue\r\n\r\nHTTP\/1\.1 )?201 Created/);
  expect(await emulator.control.jobs()).toHaveLength(before + 1);
});

test.each<[what: string, status: string, pieces: () => readonly (string | Uint8Array)[]]>([
  [
    "gzip as the coding of the transfer",
    "400",
    () => [head(post, "Transfer-Encoding: gzip, chunked"), chunk(zipped), "0\r\n\r\n"],
  ],
  [
    "two lengths",
    "400",
    () => [head(post, "Content-Length: 3", "Transfer-Encoding: chunked"), chunk(job), "0\r\n\r\n"],
  ],
  ["gzip twice", "415", () => [head(post, "Content-Encoding: gzip, gzip", `Content-Length: ${zipped.length}`), zipped]],
  [
    "rubbish behind gzip",
    "400",
    () => [head(post, "Content-Encoding: gzip", `Content-Length: ${zipped.length + 1}`), zipped, "x"],
  ],
  ["another Expect", "417", () => [head(post, "Expect: 200-ok", "Content-Length: 0")]],
  ["TRACE", "405", () => [head("TRACE /services/async/68.0/job HTTP/1.1")]],
  ["HEAD of a job", "405", () => [head("HEAD /services/async/68.0/job/7508Z0000000csYQAQ HTTP/1.1")]],
  ["OPTIONS without an origin", "405", () => [head("OPTIONS /services/async/68.0/job HTTP/1.1")]],
  ["a star", "400", () => [head("GET * HTTP/1.1")]],
  ["half an address", "400", () => [head("GET http://[::1 HTTP/1.1")]],
  [
    "a sign that is none",
    "404",
    () => [head("GET /services/data/v68.0/%zz HTTP/1.1", `Authorization: Bearer ${emulator.accessToken}`)],
  ],
  [
    "a session twice",
    "400",
    () => [head("GET /services/async/68.0/job/7508Z0000000csYQAQ HTTP/1.1", `X-SFDC-Session: ${emulator.accessToken}`)],
  ],
  ["TLS", "400", () => [Buffer.from("160301020001000001fc0303", "hex")]],
])("%s gets %s, and makes nothing", async (_, status, pieces) => {
  const before = (await emulator.control.jobs()).length;
  expect(await send(...pieces())).toContain(`HTTP/1.1 ${status} `);
  expect(await emulator.control.jobs()).toHaveLength(before);
});

test("CONNECT ends the connection, and whoever comes next is answered", async () => {
  expect(await send(head("CONNECT login.salesforce.com:443 HTTP/1.1"))).toBe("");
  expect(await send(head("GET /services/data HTTP/1.1"))).toMatch(/^HTTP\/1\.1 200 OK/);
});

test.each(["handle", "fetch"] as const)(
  "a request of Firefox, which has no body to read from, comes whole to %s",
  async (way) => {
    const url = `${emulator.instanceUrl}/services/async/68.0/job`;
    const headers = { "x-sfdc-session": emulator.accessToken, "content-type": "application/json" };
    const request = new Request(url, { method: "POST", headers, body: job });
    Object.defineProperty(request, "body", { value: undefined });
    const response = await emulator[way](request);
    const made = (await response.json()) as { readonly id: string };
    expect(made).toMatchObject({ object: "Account", state: "Open" });
    const read = new Request(`${url}/${made.id}`, { headers });
    Object.defineProperty(read, "body", { value: undefined });
    expect((await emulator[way](read)).status).toBe(200);
  },
);
