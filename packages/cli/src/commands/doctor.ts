import { isSfbulkError } from "@sfbulk/node";
import { jsonLinesOption, orgOptions, outputOptions } from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Check, Finding } from "../checks/check.ts";
import { address } from "../checks/address.ts";
import { apiAccess } from "../checks/api-access.ts";
import { cors } from "../checks/cors.ts";
import { describe } from "../checks/describe.ts";
import { limits } from "../checks/limits.ts";
import { openJobs } from "../checks/open-jobs.ts";
import { reachable } from "../checks/reachable.ts";
import { session } from "../checks/session.ts";
import { signIn } from "../checks/sign-in.ts";
import { token } from "../checks/token.ts";
import { version } from "../checks/version.ts";
import type { Call, Command } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { startProgress } from "../output/progress.ts";
import { mustBeFree } from "../files/result-file.ts";
import { visible } from "../output/visible.ts";
import { describeError } from "../reporting/report-error.ts";

/** The values of the options of `doctor`. */
interface DoctorValues {
  readonly origin?: string;
  readonly describe?: readonly string[];
  readonly outputFile?: string;
  readonly overwrite?: true;
}

/** `sfbulk doctor`. */
export const doctor: Command<DoctorValues> = {
  name: "doctor",
  summary: "see whether org, sign-in, version, limits and CORS are in order",
  description:
    "Looks whether the address is the org's own and answers, how somebody signed in and what will end that, what kind of token it is, whose session, and whether the Bulk API takes it, how long the API version will be there, which jobs are open and what is left of the limits. It only reads; with --describe, it writes what it has read to a file.",
  options: [
    { flags: "--origin <url>", description: "see too whether pages of this origin may call (CORS)" },
    {
      flags: "--describe <object>",
      description: "write down the fields of this object, for sfbulk emulator --schema",
      repeatable: true,
    },
    { flags: "--output-file <path>", description: "the file for what --describe writes, which is not there yet" },
    { flags: "--overwrite", description: "replace a file that is there already" },
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk doctor --target-org prod", "looks at an org"],
    ["sfbulk doctor --origin https://app.example", "looks whether a web page may call it"],
    [
      "sfbulk doctor --describe Account --describe Contact --output-file org.json",
      "writes down two objects, for sfbulk emulator --schema org.json",
    ],
  ],
  async run(call) {
    const { values, output } = call;
    const { origin } = values;
    if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).pathname.length > 1)) {
      throw usageError(`Cannot use --origin ${JSON.stringify(origin)}: expected one such as https://app.example`);
    }
    const checks = [
      address,
      reachable,
      signIn,
      token,
      session,
      apiAccess,
      version,
      openJobs,
      limits,
      ...(origin === undefined ? [] : [cors(origin)]),
      ...(await describeCheck(values)),
    ];
    const connected = await call.connect();
    // What is to be seen is how it is now: nothing is asked again after a pause.
    const org = { ...connected, connection: { ...connected.connection, retry: { attempts: 1 } } };
    const told = new Set<string>();
    const findings: (Finding & { readonly title: string })[] = [];
    const { green, red, dim } = output.colors;
    const progress = await startProgress(output, `Looking at ${org.label}`);
    try {
      for (const check of checks) {
        const finding = await look(check, org, told, call);
        findings.push({ title: check.title, ...finding });
        output.status({ title: check.title, ...finding });
        const mark = finding.ok ? green("ok  ") : red("fail");
        output.line(`${mark}  ${check.title.padEnd(12)} ${visible(finding.says)}`);
        if (finding.action !== undefined) output.line(`      ${dim(visible(finding.action))}`);
      }
    } finally {
      progress.stop();
    }
    const isFine = findings.every(({ ok }) => ok);
    return {
      status: isFine ? 0 : 1,
      result: { targetOrg: org.label, checks: findings },
      summary: { targetOrg: org.label, ok: isFine },
    };
  },
};

/** An API name of an object: letters, digits and underscores (documented). */
const objectName = /^[a-z]\w{0,254}$/i;

async function describeCheck(values: DoctorValues): Promise<Check[]> {
  const { describe: objects, outputFile } = values;
  const overwrite = values.overwrite === true;
  if (objects === undefined) {
    if (outputFile === undefined && !overwrite) return [];
    throw usageError("Cannot use --output-file and --overwrite: they are for --describe");
  }
  const wrong = objects.find((name) => !objectName.test(name));
  if (wrong !== undefined) {
    throw usageError(`Cannot use --describe ${JSON.stringify(wrong)}: expected the API name of an object`);
  }
  if (outputFile === undefined) {
    throw usageError(
      "Cannot use --describe: expected --output-file",
      "For example: --describe Account --output-file org.json",
    );
  }
  await mustBeFree(outputFile, overwrite);
  return [describe(objects, outputFile, overwrite)];
}

/** @param told - Why there is no session, as far as that was said: once is enough. */
async function look(
  check: Check,
  org: Org,
  told: Set<string>,
  { output, interruption: { signal } }: Call,
): Promise<Finding> {
  try {
    return await check.look(org, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { message, actions } = describeError(error, { commandName: "doctor", org }, output);
    // "See what is wrong with: sfbulk doctor" helps nobody here.
    const advice = actions.find((one) => !one.includes("sfbulk doctor"));
    // What is wrong with a session, its message says.
    const isSession = isSfbulkError(error) && error.name === "SessionError";
    if (isSession && told.has(error.code)) return { ok: false, says: "there is no session: see above" };
    if (isSession) told.add(error.code);
    const action = advice ?? (isSession ? undefined : "Check the address, the network and the proxy");
    return { ok: false, says: message, ...(action === undefined ? {} : { action }) };
  }
}
