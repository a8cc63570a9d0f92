import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import type { Emulator } from "../emulator/emulator.ts";
import { type Breakage, breakageOf } from "../faults/breakage.ts";

/** Says where to listen. */
export interface ListenOptions {
  /** The port; 0 for one that is free. Default: 0. */
  readonly port?: number;
  /** The address. Default: `127.0.0.1`, which nobody else can reach. */
  readonly hostname?: string;
}

/** An emulator that listens. */
export interface Listening {
  /** Its address, `http://127.0.0.1:8787`: the `instanceUrl` of a connection. */
  readonly url: string;
  readonly port: number;
  /** Cuts all connections and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a port on which an emulator answers. Faults of the connection are real ones there: the socket is destroyed, or
 * left silent.
 *
 * @throws the system's error where the port cannot be had, with `code` `EADDRINUSE` or `EACCES`.
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
export async function listen(
  emulator: Pick<Emulator, "handle">,
  { port = 0, hostname = "127.0.0.1" }: ListenOptions = {},
): Promise<Listening> {
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
  // The listener settles by itself whatever goes wrong.
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { url: `http://${host}:${address.port}`, port: address.port, close: () => close(server) };
}

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

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
