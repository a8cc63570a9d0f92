import type { AttackRecord, RecordedAttack } from "../../conformance/attack/record.ts";

const intro = `# Reliability

What sfbulk promises when the network, a proxy or a page is against it, and what was tried to break it. The attacks share no code with what they attack: the org is a model of its own that knows what truly happened to each job, batch and row, and what stands in between cuts, delays, doubles and damages bytes. Each case compares what sfbulk said with what the model knows. A short run of each is part of \`pnpm test\`; the figures are those of \`pnpm attack\`, which repeats a run by \`SFBULK_SEED\` (\`conformance/attack/record.json\`).

## What is promised

- **Never "closed" that was not.** A close or an abort resolves only where Salesforce has said so of this job; an error shows a job only as it was read. See [What happens when …](what-happens-when.md).
- **No row lost, and none twice in silence.** A load that is called again until it ends has each row once, or its error \`DuplicateBatch\` names the batch that came twice. See [Resume after a crash](resume-after-a-crash.md) and [Load a file](load-a-file.md#nothing-twice).
- **No job made in silence.** Where the answer to a creation is lost, the error has the code \`JobMayExist\`.
- **Every call ends**, with a value or with an error that is [documented](errors.md); no rejection goes unhandled.
- **The token is in no error**, and the relay sends it nowhere but to the instance that is allowed.
- **The relay passes on what is on its list**, once, from its own page, and nothing else.
`;

const outro = `
## What is not promised

- **Altered bytes that still make sense are believed.** Where a reply is neither compressed nor broken, nobody can tell a digit that was changed on the way: TLS does. So \`leftOpen\` may miss a job whose creator, in the list of jobs, was made another one. Bytes that come twice were tried in JSON and in compressed replies; in rows as plain text they were not.
- **A request that was given up may arrive later.** A close is the fence: what came before it is found and named, not taken back.
- **A proxy that refuses what it has passed on** (a 403 of its own for a close that arrived) is taken at its word; the next call finds out.
- **Results that cannot be read** are told as \`RESULTS_UNREADABLE\`, and counted as \`unknown\`: whether those rows were written is not known then.
- **Waiting takes its time.** On a line that always fails, a wait ends after its \`waitTimeout\`, or five minutes of failures.
- The model is no Salesforce: where it is wrong about the wire, so is the proof. What is known of the wire, and from where, stands beside each call.
`;

/** Writes the page from what was recorded. */
export const writeReliability = ({ attacks }: AttackRecord): string =>
  `${intro}\n## What was tried\n\n| attack | what | cases | calls | requests | with a fault | promises broken | unhandled rejections |\n|---|---|--:|--:|--:|--:|--:|--:|\n${attacks.map(line).join("\n")}\n\n## What came of it\n\n${attacks.map(outcomes).join("\n")}\n${outro}`;

const shown = (number: number): string => number.toLocaleString("en-US");

function line(attack: RecordedAttack): string {
  const { name, tried, cases, calls, requests, faults, broken, unhandledRejections } = attack;
  const faulty = Object.entries(faults).reduce((sum, [kind, times]) => sum + (kind === "none" ? 0 : times), 0);
  const figures = [cases, calls, requests].map(shown).join(" | ");
  // What is asked of the relay is hostile itself.
  const met = name === "relay" ? "" : shown(faulty);
  return `| ${name} | ${tried} | ${figures} | ${met} | ${shown(broken)} | ${shown(unhandledRejections)} |`;
}

/** Names the most frequent outcomes. */
function outcomes({ name, outcomes: all, date, seed }: RecordedAttack): string {
  const sorted = Object.entries(all).toSorted(([, one], [, other]) => other - one);
  const words = sorted.slice(0, 8).map(([outcome, times]) => `${outcome} ${shown(times)}`);
  const others = sorted.length - words.length;
  return `- **${name}** (${date}, seed ${seed}): ${words.join(", ")}${others > 0 ? `, and ${others} others` : ""}`;
}
