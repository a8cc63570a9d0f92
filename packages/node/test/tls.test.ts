import tls from "node:tls";
import { argumentError, closeJob } from "@sfbulk/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type NodeAdapter, nodeAdapter, type NodeAdapterOptions } from "../src/adapter/node-adapter.ts";
import { fixture, get, serveTls } from "./loopback.ts";

const ca = fixture("test-authority.cert.pem");
const cert = fixture("test-client.cert.pem");
const key = fixture("test-client.key.pem");

function open(options: NodeAdapterOptions): NodeAdapter {
  const adapter = nodeAdapter({ proxy: false, ...options });
  onTestFinished(() => void adapter.close());
  return adapter;
}

describe("ca", () => {
  it("is needed for a certificate that Node.js does not trust", async () => {
    const { url } = await serveTls((_request, response) => response.end("org"));
    await expect(open({})(url, get())).rejects.toMatchObject({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
  });

  it("is not asked for again and again: nothing was sent, and the error says what to do", async () => {
    const { url, sockets } = await serveTls((_request, response) => response.end("org"));
    const connection = { instanceUrl: url, accessToken: "00D!x", fetch: open({}) };
    const error: unknown = await closeJob(connection, "7505e000002bXyZAAU").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "NetworkError", code: "NotSent", attempts: 1 });
    expect(String(error)).toContain("name its root certificate in NODE_EXTRA_CA_CERTS (in code: ca of nodeAdapter)");
    expect(sockets.length).toBeLessThanOrEqual(1);
  });

  it.each([
    ["a string", ca],
    ["bytes", Buffer.from(ca)],
    ["a list", [cert, ca]],
    ["a bundle", `${cert}\n${ca}`],
  ])("may be %s", async (_form, value) => {
    const { url } = await serveTls((_request, response) => response.end("org"));
    expect(await (await open({ ca: value })(url, get())).text()).toBe("org");
  });

  it("is trusted besides what Node.js trusts, and read once", async () => {
    const { url, sockets } = await serveTls((_request, response) => response.end("org"));
    const created = vi.spyOn(tls, "createSecureContext");
    onTestFinished(() => created.mockRestore());
    const adapter = open({ ca });
    expect(created).toHaveBeenCalledOnce();
    expect(created.mock.calls[0]?.[0]?.ca).toEqual(expect.arrayContaining([...tls.rootCertificates, ca]));
    created.mockClear();
    await Promise.all([adapter(url, get()), adapter(url, get())]);
    expect(sockets).toHaveLength(2);
    expect(created).not.toHaveBeenCalled();
  });

  it("does not make another host of it", async () => {
    const { port } = await serveTls((_request, response) => response.end("org"));
    await expect(open({ ca })(`https://127.0.0.2:${port}`, get())).rejects.toMatchObject({
      code: expect.stringMatching(/ERR_TLS_CERT_ALTNAME_INVALID|ECONNREFUSED/) as string,
      message: expect.stringMatching(/the server's certificate is for another host|ECONNREFUSED/) as string,
    });
  });
});

describe("cert and key", () => {
  it("are shown to an org that asks", async () => {
    const { url } = await serveTls(
      (request, response) => response.end((request.socket as tls.TLSSocket).getPeerCertificate().subject.CN),
      { requestCert: true, rejectUnauthorized: true, ca },
    );
    expect(await (await open({ ca, cert, key, passphrase: "fixture" })(url, get())).text()).toBe("sfbulk test client");
    await expect(open({ ca })(url, get())).rejects.toThrow();
  });
});

describe("mistakes", () => {
  it.each<[string, NodeAdapterOptions]>([
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
    [
      'Cannot use ca: expected PEM ("-----BEGIN CERTIFICATE-----"), the content of the file and not its name',
      { ca: { file: "ca.pem" } as unknown as string },
    ],
    ["Cannot use cert without key: expected both or neither", { cert }],
    ["Cannot use key without cert: expected both or neither", { key }],
    ["Cannot use passphrase: expected a string, together with key and cert", { passphrase: "fixture" }],
  ])("are named at once: %s", (message, options) => {
    expect(() => nodeAdapter(options)).toThrow(
      argumentError(message.includes("PEM") ? "InvalidCertificate" : "ConflictingOptions", message),
    );
  });

  it.each<[string, NodeAdapterOptions]>([
    ["a wrong passphrase", { cert, key, passphrase: "wrong" }],
    ["somebody else's key", { cert, key: fixture("test-localhost.key.pem") }],
    ["a certificate that is damaged", { ca: ca.replace(/\n.{10}/, "\nAAAAAAAAAA") }],
  ])("are named at once: %s", (_mistake, options) => {
    expect(() => nodeAdapter(options)).toThrow(TypeError);
    expect(() => nodeAdapter(options)).toThrow(/^Cannot use (?:ca|cert, key and passphrase): \S/);
  });
});
