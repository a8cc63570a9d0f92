import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { relayHandler } from "@sfbulk/core/relay";
import { serveModel } from "../line/fault-proxy.ts";
import type { ModelRequest } from "../model/model-http.ts";
import { addModelJob, createModelOrg } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { count, hold, secret, type Tally, token } from "../verdict.ts";
import type { Attack } from "./attack.ts";

/** The relay over real sockets, asked for what it must not pass on. */
export const relay: Attack = {
  name: "relay",
  tried:
    "`relayHandler` over real sockets: paths, methods, hosts, origins and headers that are not on the list, and some that are, byte by byte or cut off",
  async run(tally, seed, runs) {
    const org = createModelOrg(token, 0);
    const ids = [addModelJob(org).id, "7509H0000016GUXQA2"] as const;
    const asked = new Map<string, Asked>();
    const heard: ModelRequest[] = [];
    const upstream = await serveModel(
      () => org,
      () => false,
      (request) => heard.push(request),
    );
    let strangers = 0;
    const stranger = await serveModel(
      () => org,
      () => false,
      () => strangers++,
    );
    const instance = `http://127.0.0.1:${upstream.port}`;
    const answerPage = relayHandler({ instances: [instance], maxRequestBytes: 20_000, timeout: 2000 });
    const server = createServer((incoming, outgoing) => {
      passOn(answerPage, incoming, outgoing).catch((error: Error) => {
        hold(tally, incoming.destroyed, () => `the relay's handler rejects: ${error.message}`);
        outgoing.destroy();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      for (let number = 0; number < runs; number++) {
        const random = randomOf(seed, number);
        // Each case has a session of its own: what arrives when nobody waits for it any more is known by it.
        const session = `${token}.${number}`;
        org.tokens.add(session);
        const known = { instance, stranger: `http://127.0.0.1:${stranger.port}`, port, session, job: random.one(ids) };
        const one = hostileRequest(random, known);
        asked.set(session, one);
        const reply = await say(port, one.bytes, random);
        tally.cases++;
        tally.calls++;
        count(tally.outcomes, statusOf(reply));
        judgeReply(tally, one, reply);
        hold(tally, strangers === 0, () => `another host was asked: ${shown(one)}`);
      }
    } finally {
      server.close();
      // What is still on its way arrives before the last connection ends.
      await once(server, "close");
      judgeHeard(tally, heard, asked);
      await upstream.close();
      await stranger.close();
    }
  },
};

/** What may be passed on, written down here once more: method, path, parameters. */
const id = "[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?";
const list: readonly RegExp[] = [
  new RegExp(String.raw`^POST /services/async/\d{2,3}\.\d/job$`),
  new RegExp(String.raw`^(?:GET|POST) /services/async/\d{2,3}\.\d/job/${id}$`),
  new RegExp(String.raw`^(?:GET|POST) /services/async/\d{2,3}\.\d/job/${id}/batch$`),
  new RegExp(String.raw`^POST /services/async/\d{2,3}\.\d/job/${id}/spec$`),
  new RegExp(String.raw`^GET /services/async/\d{2,3}\.\d/job/${id}/batch/${id}(?:/request|/result|/result/${id})?$`),
  new RegExp(String.raw`^(?:GET|POST) /services/data/v\d{2,3}\.\d/jobs/(?:ingest|query)$`),
  new RegExp(String.raw`^(?:GET|PATCH|DELETE) /services/data/v\d{2,3}\.\d/jobs/(?:ingest|query)/${id}$`),
  new RegExp(String.raw`^PUT /services/data/v\d{2,3}\.\d/jobs/ingest/${id}/batches$`),
  new RegExp(
    String.raw`^GET /services/data/v\d{2,3}\.\d/jobs/(?:ingest|query)/${id}/(?:successfulResults|failedResults|unprocessedrecords|results)$`,
  ),
  /^GET \/services\/oauth2\/userinfo$/,
];
const listedHeaders = new Set(
  "accept accept-encoding accept-language authorization connection content-encoding content-length content-type host sec-fetch-mode sforce-call-options sforce-disable-batch-retry sforce-enable-pkchunking sforce-line-ending transfer-encoding user-agent x-sfdc-session".split(
    " ",
  ),
);

interface Asked {
  readonly bytes: Buffer;
  /** Whether it comes from a page of another site. */
  readonly isForeign: boolean;
}

/** Judges what the org has heard: it came from its own page, once, and is on the list. */
function judgeHeard(tally: Tally, heard: readonly ModelRequest[], asked: ReadonlyMap<string, Asked>): void {
  const sessions = new Set<string>();
  for (const { method, path, headers } of heard) {
    tally.requests++;
    count(tally.outcomes, "passed on");
    const session = headers.get("x-sfdc-session") ?? "";
    const from = asked.get(session);
    const words = (): string => `passed on ${method} ${path}: ${from === undefined ? "" : shown(from)}`;
    hold(tally, from !== undefined && !from.isForeign, () => `of a page that must not be heard, ${words()}`);
    hold(tally, !sessions.has(session), () => `twice, ${words()}`);
    sessions.add(session);
    const [name = ""] = path.split("?");
    hold(
      tally,
      list.some((allowed) => allowed.test(`${method} ${name}`)),
      words,
    );
    hold(tally, !path.includes(secret), () => `with the token in the address, ${words()}`);
    for (const [header, value] of headers) {
      hold(tally, listedHeaders.has(header), () => `with the header ${header}, ${words()}`);
      const isSession = header === "x-sfdc-session" || header === "authorization";
      hold(tally, isSession || !value.includes(secret), () => `with the token in ${header}, ${words()}`);
    }
  }
}

/** Judges what the page is told. */
function judgeReply(tally: Tally, one: Asked, reply: string): void {
  hold(tally, !reply.includes(secret), () => `the reply shows the token: ${shown(one)}`);
  const allows = /^(?:set-cookie|access-control-allow-origin|location):/im.test(reply);
  hold(tally, !allows, () => `the reply allows too much: ${shown(one)}\n→ ${reply.slice(0, 500)}`);
}

const shown = ({ bytes }: Asked): string => bytes.toString("latin1").slice(0, 600);

/** Names the last status of a reply: one that says to go on comes before it. */
function statusOf(reply: string): string {
  const statuses = [...reply.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status);
  return statuses.length === 0 ? "no reply" : `status ${statuses.at(-1)}`;
}

interface Known {
  readonly instance: string;
  readonly stranger: string;
  readonly port: number;
  readonly session: string;
  readonly job: string;
}

/** Makes a request that is right but for a few of its parts. */
function hostileRequest(random: Random, { instance, stranger, port, session, job }: Known): Asked {
  const odd = <T>(right: T, wrong: readonly [T, ...T[]]): T => (random.chance(0.25) ? random.one(wrong) : right);
  const method = odd(random.one(["GET", "POST"]), [
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "get",
    "PURGE",
  ]);
  const path = odd(random.one([`/services/async/66.0/job/${job}`, `/bulk/services/async/66.0/job/${job}/batch`]), [
    `/services/data/v66.0/query?q=SELECT+Id+FROM+User`,
    `/services/data/v66.0/sobjects/Account/${job}`,
    `/services/data/v66.0/tooling/executeAnonymous?anonymousBody=x`,
    `/services/apexrest/Anything`,
    `/services/Soap/u/66.0`,
    `/services/async/66.0/job/${job}/../../../data/v66.0/sobjects`,
    `/services/async/66.0/job/${job}/%2e%2e/%2e%2e/%2e%2e/data`,
    `/services/async/66.0/job/${job}%2f..%2f..`,
    `/services/async/66.0/job/${job}%00`,
    `/services/async/66.0/job/${job}%0d%0aX-Evil:1`,
    `/services/async/66.0/job/${job}?x=${token}`,
    `/services/async/66.0/job/${job}?jobType=Classic&q=${token}`,
    `/services/async/66.0//job/${job}`,
    `/services/async/66.0/job/${job}//batch`,
    `\\services\\async\\66.0\\job\\${job}`,
    `//127.0.0.1:${stranger.slice(17)}/services/async/66.0/job/${job}`,
    `${stranger}/services/async/66.0/job/${job}`,
    `/services/services/async/66.0/job/${job}/services/oauth2/revoke?token=${token}`,
    `/services/oauth2/userinfo`,
    `/services/oauth2/token`,
    `/${"a/".repeat(3000)}`,
    "/",
    "*",
  ]);
  const asks = odd(instance, [
    stranger,
    `${instance}.evil.example`,
    `${instance}@${stranger.slice(7)}`,
    `${instance}/`,
    `${instance}/services`,
    `${instance}#`,
    `${instance}?`,
    ` ${instance}`,
    instance.toUpperCase(),
    instance.replace("127.0.0.1", "localhost"),
    `${instance}, ${stranger}`,
    "null",
    "",
    "file:///etc/passwd",
  ]);
  const headers: string[] = [`Host: ${odd(`127.0.0.1:${port}`, [stranger.slice(7), "evil.example"])}`];
  headers.push(`${random.one(["X-Sfbulk-Instance", "x-sfbulk-instance"])}: ${asks}`);
  if (random.chance(0.9)) headers.push(`X-SFDC-Session: ${session}`);
  const site = random.one(["same-origin", "same-origin", "none", "cross-site", "same-site", "SAME-ORIGIN"]);
  if (random.chance(0.5)) headers.push(`Sec-Fetch-Site: ${site}`);
  const isForeign = headers.some((line) => /^Sec-Fetch-Site: (?:none|cross-site|same-site)$/.test(line));
  const extra = [
    "Cookie: sid=1",
    `X-Forwarded-Host: ${stranger.slice(7)}`,
    "X-Forwarded-For: 1.2.3.4",
    "Sforce-Auto-Assign: FALSE",
    "X-HTTP-Method-Override: DELETE",
    `Referer: https://page.example/?${token}`,
    `X-Other: ${token}`,
    "Connection: x-sfdc-session",
    "Expect: 100-continue",
    "Accept-Encoding: gzip, br",
    "Origin: null",
    "Origin: https://evil.example",
    "Upgrade: h2c",
    "Content-Encoding: gzip",
    "Range: bytes=0-1",
  ] as const;
  for (const line of extra) if (random.chance(0.1)) headers.push(line);
  const body = method === "GET" || method === "HEAD" ? "" : odd('{"state":"Closed"}', ["", "x".repeat(30_000), token]);
  if (body !== "")
    headers.push(
      odd(`Content-Length: ${Buffer.byteLength(body)}`, [
        "Content-Length: 5",
        "Content-Length: 1, 2",
        "Transfer-Encoding: chunked",
      ]),
    );
  const chunked = headers.includes("Transfer-Encoding: chunked");
  const sent = chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  headers.push("Connection: close");
  return {
    bytes: Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${sent}`, "latin1"),
    isForeign,
  };
}

/** Says bytes to a port, in pieces and not always to their end; gives what comes back. */
async function say(port: number, bytes: Buffer, random: Random): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // What the other side resets has been refused.
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const whole = random.chance(0.9) ? bytes : bytes.subarray(0, random.below(bytes.length));
  const cut = random.below(whole.length + 1);
  socket.write(whole.subarray(0, cut), () => socket.end(whole.subarray(cut)));
  await closed;
  return Buffer.concat(chunks).toString("latin1");
}

/** What every server does that has the handler. */
async function passOn(
  answerPage: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, [value].flat().join(", "));
  const method = incoming.method ?? "GET";
  const address = `http://${incoming.headers.host}${incoming.url}`;
  if (!URL.canParse(address) || ["TRACE", "CONNECT"].includes(method)) {
    outgoing.writeHead(400).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(chunks);
  const response = await answerPage(new Request(address, { method, headers, body }));
  const bytes = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(bytes);
}
