import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { certificateFile, listen, type Listening, type ListenOptions, readTlsFlags } from "@sfbulk/emulator/node";
import { makeCertificate } from "../src/port/make-certificate.ts";
import { still } from "./call.ts";

async function serve(options: ListenOptions): Promise<Listening & { readonly token: string }> {
  const emulator = still();
  const server = await listen(emulator, options);
  onTestFinished(async () => await server.close());
  return { ...server, token: emulator.accessToken };
}

const get = (url: string, ca?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { ca }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });

describe("a certificate that is made on the spot", () => {
  test("is trusted by who is told to, under each name of the server, and by nobody else", async () => {
    const { url, port, certificate } = await serve({ tls: true });
    expect(url).toBe(`https://127.0.0.1:${port}`);
    for (const host of ["127.0.0.1", "localhost"]) {
      expect(await get(`https://${host}:${port}/services/data/`, certificate)).toContain('"version":"68.0"');
    }
    await expect(get(`${url}/services/data/`)).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) as string,
    });
  });

  test("is well formed, is good for a year, and names what it was asked for", () => {
    const { cert, key } = makeCertificate(["localhost", "127.0.0.1", "::1", "fe80::1:2", "my-machine.lan"]);
    const read = new X509Certificate(cert);
    expect(read.subjectAltName).toBe(
      "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:FE80:0:0:0:0:0:1:2, DNS:my-machine.lan",
    );
    expect([read.ca, read.subject, read.verify(read.publicKey)]).toEqual([false, "CN=sfbulk emulator", true]);
    expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    const days = (Date.parse(read.validTo) - Date.parse(read.validFrom)) / 86_400_000;
    expect(days).toBe(366);
    expect(Date.parse(read.validFrom)).toBeLessThan(Date.now());
    expect(key).toContain("BEGIN PRIVATE KEY");
    expect(new X509Certificate(makeCertificate(["localhost"]).cert).serialNumber).not.toBe(read.serialNumber);
  });

  test("is trusted by Node.js in another process, by the name of its file", async () => {
    const { url, certificate = "" } = await serve({ tls: true });
    const file = certificateFile(certificate);
    const program = `fetch("${url}/services/data/").then((response) => console.log(response.status), (error) => console.log(error.cause.code))`;
    const run = async (env: NodeJS.ProcessEnv): Promise<string> => {
      const { execFile } = await import("node:child_process");
      return await new Promise((resolve, reject) => {
        execFile(process.execPath, ["-e", program], { env: { ...process.env, ...env } }, (error, stdout) => {
          if (error === null) resolve(stdout.trim());
          else reject(error);
        });
      });
    };
    expect(await run({ NODE_EXTRA_CA_CERTS: file.path })).toBe("200");
    expect(await run({ NODE_EXTRA_CA_CERTS: "" })).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/);
    file.remove();
    expect(existsSync(file.path)).toBe(false);
  });

  test("stands in its file beside what has been trusted so far", () => {
    const [one, other] = [makeCertificate(["a"]).cert, makeCertificate(["b"]).cert];
    const first = certificateFile(one);
    const second = certificateFile(other, first.path);
    expect(readFileSync(second.path, "utf8")).toBe(`${one}\n${other}`);
    first.remove();
    const third = certificateFile(other, first.path);
    expect(readFileSync(third.path, "utf8")).toBe(other);
    second.remove();
    third.remove();
  });
});

test("a certificate of one's own is shown", async () => {
  const own = makeCertificate(["localhost"]);
  const server = await serve({ tls: own });
  expect(server).not.toHaveProperty("certificate");
  const shown = await new Promise<string>((resolve, reject) => {
    const socket = connect({ port: server.port, host: "127.0.0.1", servername: "localhost", ca: own.cert }, () => {
      resolve(socket.getPeerX509Certificate()?.toString() ?? "");
      socket.end();
    }).on("error", reject);
  });
  expect(shown).toBe(own.cert);
  await expect(listen(still(), { tls: { cert: "x", key: own.key } })).rejects.toThrow(/PEM/i);
});

test("what signs in over TLS is told an address with it", async () => {
  const { url, certificate = "", token } = await serve({ tls: true });
  const who = await new Promise<string>((resolve, reject) => {
    request(
      `${url}/services/oauth2/userinfo`,
      { ca: certificate, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        response.on("data", (chunk: Buffer) => resolve(chunk.toString()));
      },
    )
      .on("error", reject)
      .end();
  });
  expect(JSON.parse(who)).toMatchObject({ sub: expect.stringMatching(`^${url}/id/`) as string });
});

test("a certificate and its key come together", () => {
  expect(readTlsFlags({})).toBe(false);
  expect(readTlsFlags({ tls: true })).toBe(true);
  expect(() => readTlsFlags({ "tls-cert": "x" })).toThrow("Cannot use --tls-cert and --tls-key: expected both or none");
  expect(() => readTlsFlags({ "tls-cert": "/no/such", "tls-key": "x" })).toThrow("Cannot read /no/such: ENOENT");
});

test.skipIf(!hasCurl())("curl trusts it by --cacert", async () => {
  const { url, certificate = "" } = await serve({ tls: true });
  const file = certificateFile(certificate);
  const { execFile } = await import("node:child_process");
  const text = await new Promise<string>((resolve, reject) => {
    execFile("curl", ["-sS", "--cacert", file.path, `${url}/services/data/`], (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
  file.remove();
  expect(text).toContain('"version":"68.0"');
});

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"]);
    return true;
  } catch {
    return false;
  }
}
