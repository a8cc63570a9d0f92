import { normaliseInstanceUrl } from "../connection/instance-url.ts";
import { type ArgumentError, argumentError } from "../errors/argument-error.ts";

const anyHost = "https://*.";

/**
 * Makes a function that tells whether an origin is among the allowed ones. It compares strings: an origin that is not
 * written as browsers write it is none of them.
 *
 * @throws TypeError for what is neither an origin nor `https://*.` and a domain of two names or more.
 */
export function instanceMatcher(
  instances: readonly string[] = ["https://*.my.salesforce.com"],
): (origin: string) => boolean {
  if (!Array.isArray(instances) || instances.length === 0) {
    throw argumentError(
      "InvalidArgument",
      'Cannot use instances: expected a list of origins, such as ["https://acme.my.salesforce.com"]',
    );
  }
  const matchers = instances.map(matcherOf);
  return (origin) => matchers.some((matches) => matches(origin));
}

function matcherOf(instance: unknown): (origin: string) => boolean {
  const given = String(instance);
  const domain = given.startsWith(anyHost) ? given.slice(anyHost.length) : undefined;
  if (given.includes("*") && (domain === undefined || !isDomain(domain))) throw wrong(given, "");
  const example = domain === undefined ? given : `https://star.${domain}`;
  let origin: string;
  try {
    origin = normaliseInstanceUrl(example);
  } catch (error) {
    throw wrong(given, ` (${(error as Error).message})`);
  }
  if (origin !== example) throw wrong(given, `; its API is at ${origin.replace("://star.", "://*.")}`);
  if (domain === undefined) return (asked) => asked === origin;
  const end = `.${domain}`;
  return (asked) =>
    asked.startsWith("https://") && asked.endsWith(end) && areLabels(asked.slice("https://".length, -end.length));
}

/** Tells whether these are two names or more, perhaps with a port: `my.salesforce.com`, `acme.example:8443`. */
function isDomain(domain: string): boolean {
  const [host = "", port, ...rest] = domain.split(":");
  return host.includes(".") && areLabels(host) && rest.length === 0 && (port === undefined || /^\d+$/.test(port));
}

/** Tells whether these are names of hosts with dots in between: what a pattern's star stands for. */
const areLabels = (names: string): boolean =>
  names.split(".").every((name) => /^[a-z0-9-]+$/.test(name) && !name.startsWith("-") && !name.endsWith("-"));

const wrong = (given: string, why: string): ArgumentError =>
  argumentError(
    "InvalidArgument",
    `Cannot use instances: expected origins such as "https://acme.my.salesforce.com" or "https://*.my.salesforce.com", got ${JSON.stringify(given.slice(0, 80))}${why}`,
  );
