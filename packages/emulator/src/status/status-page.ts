import type { EmulatorControl } from "../control/emulator-control.ts";
import type { EmulatorState } from "../control/emulator-state.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import type { RawRequest } from "../wire/request/arrival.ts";
import { statusFacts } from "./status-facts.ts";
import { statusHtml } from "./status-html.ts";
import { statusStyle } from "./status-style.ts";

/** Tells whether a browser asks for the root. Everything else that comes there is a client that has lost its way. */
export const asksForStatus = ({ method, url, headers }: Pick<RawRequest, "method" | "url" | "headers">): boolean =>
  (method === "GET" || method === "HEAD") &&
  url.pathname === "/" &&
  (headers.get("accept") ?? "").toLowerCase().includes("text/html");

/** Answers with the status page: what the org is up to, for a person. Where Salesforce has its login page. */
export async function statusPage(
  state: EmulatorState,
  control: EmulatorControl,
  options: EmulatorOptions,
  { method, url }: Pick<RawRequest, "method" | "url">,
): Promise<Response> {
  const facts = await statusFacts(state, control, options, url.origin);
  const html = statusHtml(facts, url.searchParams.has("refresh"));
  return new Response(method === "HEAD" ? null : html, {
    headers: {
      "content-type": "text/html;charset=UTF-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; img-src data:; style-src '${await styleHash()}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

let hash: Promise<string> | undefined;

/** The one style that the page may have. It is always the same, so that it is worked out once. */
function styleHash(): Promise<string> {
  hash ??= crypto.subtle
    .digest("SHA-256", new TextEncoder().encode(statusStyle))
    .then((digest) => `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`);
  return hash;
}
