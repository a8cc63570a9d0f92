import { type ApiCall, apiCalls, callTemplate } from "@sfbulk/core/requests";

const intro = `# API calls

Every request that sfbulk sends, from the functions of \`@sfbulk/core/requests\` that make them. The relay passes on exactly these, but for those of \`checkColumns\` and \`findUsers\`, which it passes on with \`describe: true\`, and those of \`snapshotRows\` and \`undoLoad\`, never. Each is made by a conformance case. \`sfbulk … --explain\` prints those of a command as they go.

- **function**: the function of \`@sfbulk/core\` that is there for it. Others send it too: \`waitForJob\` reads jobs, \`addBatches\` adds batches.
- **to**: what the request is for, in the words of its errors.
- **service**: which of the org's services it goes to.
- **after a lost answer**: what happens where no usable answer comes, with the connection's \`retry\`. What Salesforce itself has refused for the moment is sent again, whatever it is; other refusals are not, except once with a new session where \`accessToken\` is a function.
- **certain by**: what shows that it is done.
- **counts as**: what it takes of the org's limits of 24 hours, below.

| function | to | request | service | after a lost answer | certain by | counts as |
|---|---|---|---|---|---|---|
`;

const outro = `
Before them, a token source (\`refreshTokenSource\`, \`clientCredentialsSource\`, \`jwtBearerSource\`) asks \`POST /services/oauth2/token\`, once for all calls that wait for a token.

## What counts

| limit of an org | value | what takes of it | evidence |
|---|---|---|---|
| API requests in 24 hours | depends on edition and licences; \`DailyApiRequests\` of \`GET …/limits\` | every request above, one each, and each time that it is sent again. Past it: status 403, \`REQUEST_LIMIT_EXCEEDED\` | [Bulk API guide](https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/). That requests to \`/services/oauth2\` do not count is a *guess* |
| batches in 24 hours | 15,000, of Bulk API 1.0 and of ingest jobs of 2.0 together | each batch that is added; with PK chunking, each chunk; of an ingest job of 2.0, each 10,000 rows. Query jobs of 2.0 take none. Past it: \`ExceededQuota\`, \`ApiBatchItems Limit exceeded\` | [limits](https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html) |
| query jobs in 24 hours | 10,000; \`DailyBulkV2QueryJobs\` of \`GET …/limits\` | each query job of Bulk API 2.0 that is created | [limits](https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html) |
| requests at once | those that run for 20 seconds or longer | hardly any of these: what they ask for is done later. That Salesforce counts them at all is a *guess* | |

\`sfbulk doctor\` tells what is left.
`;

const lost = "is an error: it may have been done";
const asRead = { settled: "its reply", counts: "1 API request" };

const services = { async: "Bulk API 1.0", data: "Bulk API 2.0 (REST)", oauth2: "identity", soap: "SOAP API" } as const;

const madeOnce = { lost: "is an error that names the jobs which it may have made" };

/** What is not in the requests themselves: how their operations make sure, and what Salesforce counts. */
const more: Readonly<Record<string, Partial<typeof asRead> & { readonly lost?: string }>> = {
  closeJob: { settled: "its reply, else by reading the job" },
  abortJob: { settled: "its reply, else by reading the job" },
  closeIngestJob: {
    settled: "its reply, else by reading the job",
    counts: "1 API request; then 1 batch for each 10,000 rows",
  },
  abortIngestJob: { settled: "its reply, else by reading the job" },
  deleteIngestJob: { settled: "its reply, or that the job is gone after a lost one" },
  createJob: madeOnce,
  createIngestJob: madeOnce,
  createQueryJob: { ...madeOnce, counts: "1 API request, 1 query job" },
  abortQueryJob: { settled: "its reply, else by reading the job" },
  deleteQueryJob: { settled: "its reply, or that the job is gone after a lost one" },
  addBatch: {
    lost: "the job's batches are read, twice at growing distance; it is sent again where they show that it is not there",
    settled: "its reply, else by the job's batches and their rows",
    counts: "1 API request, 1 batch",
  },
  undoLoad: { settled: "its reply, else by where the records are" },
  snapshotRows: { settled: "its reply" },
  getUser: { counts: "nothing (*guess*)" },
};

/** Writes the page from the functions. */
export const apiCallsPage = (): string => `${intro}${apiCalls.map(line).join("\n")}\n${outro}`;

function line(call: ApiCall): string {
  const { method, path, parameters, action } = callTemplate(call);
  const { idempotent, service = "async" } = call.request({ jobId: "", batchId: "", resultId: "", object: "" });
  const query = parameters.length === 0 ? "" : `?${parameters.map((name) => `${name}={${name}}`).join("&")}`;
  const known = { ...asRead, ...more[call.operation] };
  const afterLost = idempotent ? "sent again" : (more[call.operation]?.lost ?? lost);
  const to = action.replaceAll(/"?\{(\w+)\}"?/g, "*$1*");
  return `| \`${call.operation}\` | ${to} | \`${method} ${path}${query}\` | ${services[service]} | ${afterLost} | ${known.settled} | ${known.counts} |`;
}
