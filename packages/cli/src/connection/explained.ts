import type { AdapterInit, Connection } from "@sfbulk/node";
import type { Output } from "../output/output.ts";
import { curlOf } from "./curl-of.ts";

/** Has every request of a connection printed as a curl that does the same. Bodies go as they are, to be read. */
export function explained(connection: Connection, output: Output): Connection {
  const { fetch: send = globalThis.fetch } = connection;
  const print = async (url: string, init: AdapterInit): Promise<Response> => {
    output.note(output.noteColors.dim(curlOf(url, init)));
    return await send(url, init);
  };
  return { ...connection, fetch: print, gzip: false };
}
