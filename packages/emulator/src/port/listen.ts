import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import type { Emulator } from "../emulator/emulator.ts";
import { type Breakage, breakageOf } from "../faults/breakage.ts";
import { checkMembers, type MemberKinds } from "../options/check-members.ts";

/** Says where to listen. */
export interface ListenOptions {
  /** The port; 0 for one that is free. Default: 0. */
  readonly port?: number;
  /** The address. Default: `127.0.0.1`, which nobody else can reach. */
  readonly hostname?: string;
  /**
   * Whether it speaks TLS: `true` with a certificate that is made on the spot, or with one's own, both PEM. Default: false.
   */
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
}

const kinds: MemberKinds<ListenOptions> = {
  port: {
    expected: "a number from 0 to 65535",
    isGood: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
  },
  hostname: "string",
  tls: {
    expected: "a boolean, or cert and key in PEM",
    isGood: (value) => typeof value === "boolean" || isPair(value),
  },
};

const isPair = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).every(([name, pem]) => ["cert", "key"].includes(name) && typeof pem === "string") &&
  Object.keys(value).length === 2;

/** An emulator that listens. */
export interface Listening {
  /** Its address, `http://127.0.0.1:8787`, or `https:` with TLS: the `instanceUrl` of a connection. */
  readonly url: string;
  readonly port: number;
  /** The certificate that was made on the spot, PEM, which clients must be told to trust: `NODE_EXTRA_CA_CERTS` names its file. */
  readonly certificate?: string;
  /** Cuts all connections and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a port on which an emulator answers. Faults of the connection are real ones there: the socket is destroyed, or
 * left silent.
 *
 * @throws TypeError for an option that makes no sense; the system's error where the port cannot be had, with `code` `EADDRINUSE` or `EACCES`, and for a certificate or a key that
 *   cannot be read.
 * @example
 * ```ts
 * import { createEmulator } from "@sfbulk/emulator";
 * import { listen } from "@sfbulk/emulator/node";
 *
 * const emulator = createEmulator();
 * const server = await listen(emulator, { port: 8787 });
 * console.log(server.url, emulator.accessToken);
 * await server.close();
 * ```
 */
export async function listen(emulator: Pick<Emulator, "handle">, options: ListenOptions = {}): Promise<Listening> {
  checkMembers("options to listen", options, kinds);
  const { port = 0, hostname = "127.0.0.1", tls = false } = options;
  const answer = async (request: Request, { outgoing }: HttpBindings | Http2Bindings): Promise<Response> => {
    let response: Response;
    try {
      response = await emulator.handle(request);
    } catch (error) {
      // Nobody hears the answer of a client that has gone.
      if (request.signal.aborted) return alreadySent();
      throw error;
    }
    const breakage = breakageOf(response);
    if (breakage === undefined) return response;
    breakOff(outgoing as ServerResponse, response, breakage);
    return alreadySent();
  };
  // The names of the process are its own: no global Request or Response is put in their place.
  const listener = getRequestListener(answer, { overrideGlobalObjects: false, hostname });
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // No Request can have this method.
    if (incoming.method === "TRACE") outgoing.writeHead(405).end();
    // The listener settles by itself whatever goes wrong.
    else void listener(incoming, outgoing);
  };
  const own = tls === true ? (await import("./make-certificate.ts")).makeCertificate(serverNames(hostname)) : undefined;
  const pair = own ?? (typeof tls === "object" ? tls : undefined);
  const server = pair === undefined ? createServer(handle) : (await import("node:https")).createServer(pair, handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `${pair === undefined ? "http" : "https"}://${host}:${address.port}`,
    port: address.port,
    ...(own === undefined ? {} : { certificate: own.cert }),
    close: () => close(server),
  };
}

/** The names that a server on this computer has in any case, and the one under which it listens. */
const serverNames = (hostname: string): string[] => [...new Set(["localhost", "127.0.0.1", "::1", hostname])];

/** Tells @hono/node-server that the answer is none of its business any more. */
const alreadySent = (): Response => new Response(null, { headers: { "x-hono-already-sent": "true" } });

function breakOff(outgoing: ServerResponse, response: Response, breakage: Breakage): void {
  if (breakage.after === "nothing") {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // Only what has left the process is on its way when the socket is gone.
  outgoing.write(breakage.after, () => {
    if (breakage.end === "reset") outgoing.destroy();
  });
}

async function close(server: Server | SecureServer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
