import type { ExchangeRecord } from "./exchange-record.ts";
import { knownCall } from "./known-call.ts";

/** The forms in which an exchange can be copied. */
export type CopyForm = "curl" | "Node.js" | "Deno" | "Browser";

/** All of them. */
export const copyForms: readonly CopyForm[] = ["curl", "Node.js", "Deno", "Browser"];

/** Writes an exchange as something that can be run. The session is a variable: it was never recorded. */
export const copyAs = (form: CopyForm, record: ExchangeRecord): string =>
  form === "curl" ? asCurl(record) : asCode(form, record);

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Bodies were text before they were compressed; curl sends them plain, which Salesforce takes as well. */
function asCurl({ method, url, headers, body }: ExchangeRecord): string {
  const skipped = new Set(["content-encoding", "authorization", "x-sfdc-session", "accept-encoding"]);
  const lines = [`curl --include --compressed ${method === "GET" ? "" : `--request ${method} `}${quote(url)}`];
  for (const [name, value] of Object.entries(headers))
    if (!skipped.has(name)) lines.push(`--header ${quote(`${name}: ${value}`)}`);
  // Each service looks for the session in a header of its own.
  lines.push(
    url.includes("/services/async/")
      ? `--header "X-SFDC-Session: $SF_ACCESS_TOKEN"`
      : `--header "Authorization: Bearer $SF_ACCESS_TOKEN"`,
  );
  if (body !== undefined) lines.push(isWhole(body) ? `--data-binary ${quote(body.text)}` : `--data-binary @rows.csv`);
  return lines.join(" \\\n  ");
}

const isWhole = ({ text, plainBytes, wireBytes }: NonNullable<ExchangeRecord["body"]>): boolean =>
  new TextEncoder().encode(text).length >= (plainBytes ?? wireBytes);

interface Call {
  readonly names: readonly string[];
  readonly line: string;
}

function asCode(form: Exclude<CopyForm, "curl">, record: ExchangeRecord): string {
  const { names, line } = callOf(record);
  const origin = new URL(record.url).origin;
  if (form === "Browser") {
    return [
      `import { browserAdapter, ${names.join(", ")} } from "@sfbulk/browser";`,
      "",
      `const connection = { instanceUrl: ${JSON.stringify(origin)}, accessToken, fetch: browserAdapter() };`,
      line,
    ].join("\n");
  }
  const [from, token] =
    form === "Deno"
      ? ["jsr:@sfbulk/deno", `Deno.env.get("SF_ACCESS_TOKEN")`]
      : ["@sfbulk/node", "process.env.SF_ACCESS_TOKEN"];
  return [
    `import { ${names.join(", ")} } from "${from}";`,
    "",
    `const connection = { instanceUrl: ${JSON.stringify(origin)}, accessToken: ${token} };`,
    line,
  ].join("\n");
}

const call = (name: string, ...args: string[]): Call => ({
  names: [name],
  line: `console.log(await ${name}(connection${args.map((one) => `, ${one}`).join("")}));`,
});

/** Calls the function of the library that sends such a request. */
function callOf(record: ExchangeRecord): Call {
  // All that is recorded was sent by the library.
  const { operation = "getUser", ids = {} } = knownCall(record) ?? {};
  if (operation === "findJobs") {
    return {
      names: ["findJobs"],
      line: "for await (const job of findJobs(connection)) console.log(job.id, job.state);",
    };
  }
  if (operation === "createJob") return call("createJob", record.body?.text ?? "{}");
  if (operation === "addBatch") {
    const lines = [
      `const job = await getJob(connection, ${JSON.stringify(ids["jobId"])});`,
      "console.log(await addBatches(connection, job, csv));",
    ];
    return { names: ["addBatches", "getJob"], line: lines.join("\n") };
  }
  const given = [ids["jobId"], ids["batchId"]].filter((id) => id !== undefined);
  return call(operation, ...given.map((id) => JSON.stringify(id)));
}
