/** Says why the relay does not give Salesforce's answer. */
export class RelayRefusal extends Error {
  override readonly name = "RelayRefusal" as const;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, why: string, headers: Readonly<Record<string, string>> = {}) {
    super(why);
    this.status = status;
    this.headers = headers;
  }
}

/** Answers in the form in which the Bulk API refuses, so that core makes a readable error of it. */
export function refuse({ status, message, headers }: RelayRefusal): Response {
  const fault =
    status >= 500
      ? { exceptionCode: "RelayFailed", exceptionMessage: `the relay passed it on, and ${message}` }
      : { exceptionCode: "RelayRefused", exceptionMessage: `the relay did not pass it on: ${message}` };
  return Response.json(fault, { status, headers: { ...replyGuards, ...headers } });
}

/** What keeps a reply from being stored, embedded elsewhere, or taken for a page of the tool. */
export const replyGuards: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
};
