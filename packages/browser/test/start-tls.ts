import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { createServer } from "node:tls";
import { onTestFinished } from "vitest";

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../node/test/fixtures/test-localhost.${name}.pem`, import.meta.url));

/**
 * Puts TLS in front of a port, for the time of one test. Its certificate is for none of the names that the tests use, so
 * the browser has to be told to take any.
 *
 * @returns the port with TLS.
 */
export async function startTls(port: number): Promise<number> {
  const server = createServer({ cert: fixture("cert"), key: fixture("key") }, (outer) => {
    const inner = connect(port, "127.0.0.1");
    // Either end may break off, as a browser does when it closes: then the other ends too.
    outer.on("error", () => inner.destroy()).on("close", () => inner.destroy());
    inner.on("error", () => outer.destroy()).on("close", () => outer.destroy());
    outer.pipe(inner).pipe(outer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Has a browser find hosts here, and take any certificate: arguments for `startChromiumWith`. */
export const hostArguments = (hosts: Readonly<Record<string, number>>): string[] => [
  `--host-resolver-rules=${Object.entries(hosts)
    .map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`)
    .join(",")}`,
  "--ignore-certificate-errors",
];
