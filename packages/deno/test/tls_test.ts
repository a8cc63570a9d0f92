import { ok, rejects, strictEqual, throws } from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { argumentError, denoAdapter, type DenoAdapterOptions } from "@sfbulk/deno";
import { fixture, get, serve } from "./loopback.ts";

const ca = fixture("test-authority.cert.pem");
const cert = fixture("test-client.cert.pem");
const encryptedKey = fixture("test-client.key.pem");
const key = createPrivateKey({ key: encryptedKey, passphrase: "fixture" }).export({ type: "pkcs8", format: "pem" });
const otherKey = fixture("test-localhost.key.pem");

const fetchText = async (options: DenoAdapterOptions, url: string): Promise<string> => {
  using adapter = denoAdapter(options);
  return await (await adapter(url, get())).text();
};

Deno.test("ca is needed for a certificate that Deno does not trust", async () => {
  await using org = serve(() => new Response("org"), true);
  await rejects(fetchText({}, org.url), TypeError);
});

for (const [form, value] of [
  ["a string", ca],
  ["bytes", new TextEncoder().encode(ca)],
  ["a list", [cert, new TextEncoder().encode(ca)]],
  ["a bundle", `${cert}\n${ca}`],
] as const) {
  Deno.test(`ca may be ${form}`, async () => {
    await using org = serve(() => new Response("org"), true);
    strictEqual(await fetchText({ ca: value }, org.url), "org");
  });
}

Deno.test("cert and key are shown to an org that asks", async () => {
  const identity = { cert: fixture("test-localhost.cert.pem"), key: otherKey };
  const org = createServer({ ...identity, ca, requestCert: true, rejectUnauthorized: true }, (request, response) =>
    response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN),
  );
  org.listen(0, "127.0.0.1");
  await once(org, "listening");
  const url = `https://localhost:${(org.address() as AddressInfo).port}`;
  strictEqual(await fetchText({ ca, cert, key }, url), "sfbulk test client");
  await rejects(fetchText({ ca }, url), TypeError);
  org.closeAllConnections();
  org.close();
  await once(org, "close");
});

for (const [message, options] of [
  [
    'Cannot use ca: expected PEM ("-----BEGIN CERTIFICATE-----"), the content of the file and not its name',
    { ca: "./ca.pem" },
  ],
  [
    'Cannot use ca: expected PEM ("-----BEGIN CERTIFICATE-----"), the content of the file and not its name',
    { ca: [ca, new Uint8Array(3)] },
  ],
  [
    'Cannot use cert: expected PEM ("-----BEGIN CERTIFICATE-----"), the content of the file and not its name',
    { cert: key, key },
  ],
  [
    'Cannot use key: expected PEM ("-----BEGIN PRIVATE KEY-----"), the content of the file and not its name',
    { cert, key: cert },
  ],
  ["Cannot use cert without key: expected both or neither", { cert }],
  ["Cannot use key without cert: expected both or neither", { key }],
  [
    "Cannot use key: it is encrypted, which Deno does not read; decrypt it with: openssl pkey -in key.pem",
    { cert, key: encryptedKey },
  ],
] as readonly (readonly [string, DenoAdapterOptions])[]) {
  Deno.test(`mistakes are named at once: ${message}`, () =>
    throws(
      () => denoAdapter(options),
      argumentError(message.includes("without") ? "ConflictingOptions" : "InvalidCertificate", message),
    ));
}

for (const [mistake, options] of [
  ["somebody else's key", { cert, key: otherKey }],
  ["a certificate that is damaged", { ca: ca.replace(/\n.{10}/, "\nAAAAAAAAAA") }],
] as readonly (readonly [string, DenoAdapterOptions])[]) {
  Deno.test(`what Deno cannot use is a TypeError of ours: ${mistake}`, () => {
    throws(
      () => denoAdapter(options),
      (error) => {
        ok(error instanceof TypeError);
        ok(/^Cannot use ca, cert and key: \S/.test(error.message), error.message);
        return true;
      },
    );
  });
}
