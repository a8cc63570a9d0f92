import { isSfbulkError } from "@sfbulk/browser";
import type { ConnectRequest } from "./connect-org.ts";

/** What is wrong, and what to do about it. */
export interface Diagnosis {
  readonly title: string;
  /** What was found, in sentences. */
  readonly findings: readonly string[];
  /** What to do, in order. */
  readonly steps: readonly string[];
  /** What the library said of it. */
  readonly details?: string;
  /** What is needed for it, to be copied. */
  readonly copy?: string;
}

/** Milliseconds to find out whether anybody is there at all. */
const probeTime = 5000;

/**
 * Finds out why an org does not answer, in words. A browser hides the reason from a page; but it lets a page ask without
 * reading the answer, and whether that goes through tells a refusal (CORS) from silence.
 */
export async function diagnose(error: Error, { way, instanceUrl }: ConnectRequest): Promise<Diagnosis> {
  if (!isSfbulkError(error)) {
    return {
      title: "Something is wrong in this console",
      findings: [error.message],
      steps: ["Reload the page, and connect again."],
    };
  }
  switch (error.name) {
    case "TypeError":
      return { title: "That cannot be used", findings: [error.message], steps: ["Mend the field, and connect again."] };
    case "SessionError":
      return {
        title: "The org answers, and rejects the token",
        findings: [error.message],
        steps: [
          "Get a fresh one: sf org auth show-access-token --target-org YOUR_ORG (before sf 2.136: sf org display --verbose)",
          "Paste all of it, with the part before the exclamation mark.",
        ],
      };
    case "SalesforceError":
      return error.exceptionCode.startsWith("Relay")
        ? relayDiagnosis(error, instanceUrl)
        : {
            title: "The org answers, and refuses",
            findings: [error.message],
            steps: ["The message is Salesforce's own; it says what is missing."],
          };
    case "NetworkError":
      return way === "relay" ? noRelay(error) : await networkDiagnosis(error, instanceUrl);
    default:
      return way === "relay"
        ? noRelay(error)
        : {
            title: "What answers is no Salesforce org",
            findings: [error.message],
            steps: ["Check the address: Setup → My Domain shows it."],
          };
  }
}

async function networkDiagnosis(error: Error, instanceUrl: string): Promise<Diagnosis> {
  const isThere = await canBeReached(instanceUrl);
  if (!isThere) {
    return {
      title: "Nobody answers at this address",
      findings: ["A bare request, without the token, got no answer either: so it is not CORS."],
      details: error.message,
      steps: ["Check the address, the network, a VPN or a blocker.", "For an emulator on a port: is it running?"],
    };
  }
  return {
    title: "The org is there, and does not let this page read its answers (CORS)",
    findings: [
      `A bare request to ${instanceUrl} goes through, and the same with a session is stopped by the browser: the org's allow list lacks this page.`,
      "For Bulk API 1.0, Salesforce may refuse pages even when they are on the list.",
    ],
    steps: [
      "In the org: Setup → Security → CORS → New, and add exactly the origin below.",
      "An emulator: start it with --allow-origin and the same.",
      "If that does not help: connect through the relay. It needs no change in the org.",
    ],
    details: error.message,
    copy: location.origin,
  };
}

/** Asks without a session and without reading: that needs nobody's leave. */
async function canBeReached(instanceUrl: string): Promise<boolean> {
  const signal = AbortSignal.timeout(probeTime);
  const init = {
    mode: "no-cors",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal,
  } as const;
  return await fetch(instanceUrl, init).then(
    () => true,
    // That nobody answers is the answer.
    () => false,
  );
}

const relayDiagnosis = (error: Error, instanceUrl: string): Diagnosis => ({
  title: "The relay answers, and did not get through to the org",
  findings: [error.message],
  steps: [
    "Of itself the server relays to https://*.my.salesforce.com alone. Others it must be told of when it starts:",
    `RELAY_INSTANCES=${instanceUrl} npm run demo`,
  ],
});

const noRelay = (error: Error): Diagnosis => ({
  title: "This page's server has no relay",
  findings: ["A console that is only files (a static host) cannot relay."],
  details: error.message,
  steps: ["Run npm run demo: its server relays at /bulk."],
});
