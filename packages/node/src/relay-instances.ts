import { normaliseInstanceUrl } from "@sfbulk/core";

/** A pattern's star stands for one or more of these, with dots in between. */
const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";

/**
 * Makes a function that tells whether an origin is among the allowed ones. It compares texts: an origin that is not
 * written as browsers write it is none of them.
 *
 * @throws TypeError for what is neither an origin nor `https://*.` and a domain of two names or more.
 */
export function instanceMatcher(
  instances: readonly string[] = ["https://*.my.salesforce.com"],
): (origin: string) => boolean {
  if (!Array.isArray(instances) || instances.length === 0) {
    throw new TypeError('Cannot use instances: expected a list of origins, such as ["https://acme.my.salesforce.com"]');
  }
  const shapes = instances.map(shapeOf);
  return (origin) => shapes.some((shape) => shape.test(origin));
}

function shapeOf(instance: unknown): RegExp {
  const text = String(instance);
  const [, domain] = /^https:\/\/\*\.(.*)$/.exec(text) ?? [];
  const example = domain === undefined ? text : `https://star.${domain}`;
  if (text.includes("*") && !/^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(domain ?? "")) throw wrong(text, "");
  let origin: string;
  try {
    origin = normaliseInstanceUrl(example);
  } catch (error) {
    throw wrong(text, ` (${(error as Error).message})`);
  }
  if (origin !== example) throw wrong(text, `; its API is at ${origin.replace("://star.", "://*.")}`);
  const escaped = origin.replaceAll(/[.[\]]/g, String.raw`\$&`);
  return new RegExp(`^${domain === undefined ? escaped : escaped.replace("star", `(?:${label}\\.)*${label}`)}$`);
}

const wrong = (text: string, why: string): TypeError =>
  new TypeError(
    `Cannot use instances: expected origins such as "https://acme.my.salesforce.com" or "https://*.my.salesforce.com", got ${JSON.stringify(text.slice(0, 80))}${why}`,
  );
