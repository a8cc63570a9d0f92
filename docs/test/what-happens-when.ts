import { type Scenario, scenarios } from "@sfbulk/emulator";
import { conformanceCases } from "@sfbulk/emulator/conformance";

const intro = `# What happens when …

You call \`closeJob(connection, jobId)\`, and something goes wrong. This page is made from the table of scenarios that the emulator plays and every runtime is tested with: each line is a test.

- **closed**: the call gives the job, and Salesforce has said that it is \`Closed\`. "by its reply": the reply to the close says so; "by reading": the reply was lost or a refusal, and the job was read.
- **already-closed**: the same for you; \`settleClose\` tells that it was closed before.
- Anything else is the \`name\` of the error. All of them carry \`jobId\`, \`attempts\`, and \`job\` as last read (\`undefined\`: its state is unknown).
- By default the close is sent up to five times, with random pauses of up to 0.5, 1, 2 and 4 seconds, or as long as \`Retry-After\` asks for, up to 30 seconds. Where the state is still not known then, the job is read once.
`;

const outro = `
To see one of them: \`npx @sfbulk/emulator\` has a job for each, by the id in the table. In a test:

\`\`\`ts
import { closeJob } from "@sfbulk/core";
import { createEmulator, scenarios, stageScenario } from "@sfbulk/emulator";

const emulator = createEmulator();
const scenario = scenarios.find(({ name }) => name === "answer-lost")!;
await stageScenario(emulator.control, scenario);
const job = await closeJob(emulator, scenario.id);
\`\`\`

## Who must act

| \`name\` | what happened | who must act |
|---|---|---|
| \`TypeError\` | a bad argument; nothing was sent | the programmer: the message says what is wrong |
| \`SalesforceError\` | Salesforce said no: \`exceptionCode\`, \`exceptionMessage\`, \`status\` | depends on the code. \`InvalidJobState\`: the job was aborted or failed, see \`job\`. \`InvalidUser\`: only the creator may close a job; who has "Manage Data Integrations" may abort it. \`ExceededQuota\`, \`REQUEST_LIMIT_EXCEEDED\`: tomorrow |
| \`SessionError\` | the session is not valid, and could not be renewed | somebody signs in again; a function as \`accessToken\` renews by itself |
| \`NetworkError\` | no reply came | call again: closing twice does no harm |
| \`ResponseError\` | a reply that is not Salesforce's answer | check \`instanceUrl\`, and what stands in between; after an outage call again |
| the reason of \`signal\` | you gave up | you |
`;

const bulk2 = `
## With a job of Bulk API 2.0

An ingest job takes one upload, and closing it begins its processing; a query is never open. The promises are the same: a change is certain by Salesforce's own words, what is read is whole or an error. What cannot be known is said: of an upload whose answer was lost, whether it arrived. The job is still open then, and has written nothing: abort it, and load into a new one.

| scenario | what happens | you call | you get | sent | job afterwards | id |
|---|---|---|---|---|---|---|
`;

const loads = `
## With a load by Bulk API 2.0

\`loadRows(connection, spec, source, { api: "2.0" })\` does by itself what is to be done. Each line is a test that every runtime is tested with:

${conformanceCases
  .filter(({ name }) => name.startsWith("a load by Bulk API 2.0 "))
  .map(({ name }) => `- ${name.charAt(0).toUpperCase()}${name.slice(1)}.`)
  .join("\n")}
`;

const closings = scenarios.filter(({ call }) => call === "closeJob");
const others = scenarios.filter(({ call }) => call !== "closeJob");

/** Writes the page from the table. */
export const whatHappensWhen = (): string =>
  `${intro}\n| scenario | what happens | you get | sent | job afterwards | id |\n|---|---|---|---|---|---|\n${closings.map(line).join("\n")}\n${bulk2}${others.map(bulk2Line).join("\n")}\n${loads}${outro}`;

const line = (scenario: Scenario): string => `| ${cellsOf(scenario).join(" | ")} |`;

function bulk2Line(scenario: Scenario): string {
  const [name, story, ...rest] = cellsOf(scenario);
  return `| ${[name, story, `\`${scenario.call}\``, ...rest].join(" | ")} |`;
}

function cellsOf({ id, name, story, expected, setup }: Scenario): string[] {
  const { outcome, exceptionCode, verifiedBy, attempts, rows, jobState } = expected;
  const proof = verifiedBy === undefined ? "" : verifiedBy === "reply" ? ", by its reply" : ", by reading";
  const code = exceptionCode === undefined ? "" : ` \`${exceptionCode}\``;
  const read = rows === undefined ? "" : `: ${rows[0]} rows written, ${rows[1]} refused, ${rows[2]} not processed`;
  const renewable = setup.renewable ? " (The token can be renewed.)" : "";
  const result = outcome.endsWith("Error") ? `\`${outcome}\`${code}` : `**${outcome}**${proof}${read}`;
  const times = attempts === undefined ? "" : attempts === 1 ? "once" : attempts === 2 ? "twice" : `${attempts} times`;
  return [name, `${story}${renewable}`, result, times, jobState ?? "there is none", `\`${id}\``];
}
