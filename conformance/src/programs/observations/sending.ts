import type { Observation } from "./observation.ts";
import { rejection } from "./words.ts";

/** How `fetch` can be called. */
export const sending: readonly Observation[] = [
  {
    what: "`fetch` called as a method of a plain object",
    observe: async ({ url }) => {
      const connection = { fetch: globalThis.fetch };
      await (await connection.fetch(`${url}/echo`)).text();
      return "works";
    },
  },
  {
    what: "`new Request(url, { keepalive: true }).keepalive`",
    observe: async ({ url }) => `\`${String(new Request(url, { keepalive: true }).keepalive)}\``,
  },
  {
    what: "`keepalive: true` with a body of 100 kB",
    observe: async ({ url }) => {
      const init = { method: "POST", body: new Uint8Array(100_000), keepalive: true };
      await (await fetch(`${url}/echo`, init)).text();
      return "arrives";
    },
  },
  {
    what: "a stream as the body, over HTTP/1.1",
    observe: async ({ url }) => {
      const body = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode("rows"));
          controller.close();
        },
      });
      const init = { method: "POST", body, duplex: "half" };
      const text = await (await fetch(`${url}/body`, init)).text();
      return text === "rows" ? "arrives" : `arrives as \`${text}\``;
    },
  },
  {
    what: "`body` of a reply with status 204",
    observe: async ({ url }) => {
      const { body } = await fetch(`${url}/nothing`);
      return body === null ? "`null`" : "a stream";
    },
  },
  {
    what: "a `Request` in place of a URL",
    observe: async ({ url }) => {
      try {
        await (await fetch(new Request(`${url}/echo`))).text();
        return "works";
      } catch (error) {
        return rejection(error);
      }
    },
  },
];
