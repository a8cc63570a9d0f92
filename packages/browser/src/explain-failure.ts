/** What is known of a request that got no reply. */
export interface FailureFacts {
  readonly url: string;
  /** The origin of the page, worker or extension; `"null"` where it has none of its own. */
  readonly origin: string | undefined;
  /** What the browser says; `true` does not mean much, `false` does. */
  readonly online: boolean | undefined;
  /** The directive of the Content-Security-Policy that blocked it, if one was seen to do so. */
  readonly violated: string | undefined;
}

/**
 * Says why there is no reply: the cause where it is known, otherwise those that are possible, likeliest first. Core
 * shows 500 characters of it.
 */
export function explainFailure({ url, origin = "null", online, violated }: FailureFacts): string {
  const { origin: target, host } = new URL(url);
  if (violated !== undefined) return `this page's Content-Security-Policy blocked it: add ${target} to its ${violated}`;
  if (online === false) return "this browser is offline";
  const causes = ["no network, or a blocker in between"];
  if (origin !== target) causes.push(...crossOriginCauses(target, origin));
  if (origin.startsWith("https:") && target.startsWith("http:")) {
    causes.push(`mixed content: a page of https: may not ask ${target}`);
  }
  causes.push(`a Content-Security-Policy whose connect-src lacks ${origin === target ? "'self'" : host}`);
  const list = causes.map((cause, index) => `(${index + 1}) ${cause}`).join("; ");
  return `the browser does not say why; likeliest first: ${list}`;
}

const setup = "Setup → Security → CORS (/lightning/setup/CorsWhitelistEntries/home)";

function crossOriginCauses(target: string, origin: string): string[] {
  if (origin === "null") {
    return [
      'the origin is "null" (a sandboxed frame, a file: page), which no org can allow: serve the page over https',
    ];
  }
  const missing = `the org does not allow ${origin}: add exactly that in ${setup}`;
  return /^[\w-]+-extension:/.test(origin)
    ? [`host_permissions lack ${target}/*`, missing]
    : [`${missing}, or send through your own server with relayAdapter`];
}
