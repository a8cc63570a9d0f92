import { usageError } from "./usage-error.ts";

const flag = /^--?(?:access-?token|token|session-?id|sid|password|client-?secret|refresh-?token)(?:=|$)/i;
const appSecret = /^--?client-?secret(?:=|$)/i;
const shape = /(?:^|=)(?:00D\w{12,15}(?:!|%21)|eyJ[\w-]+\.[\w-]+\.|force:\/\/)/i;

const ownActions = [
  "Use an org that the sf CLI or sfbulk login is signed in to: --target-org <alias>",
  "Or set the variables SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL",
  "Or pass it through a pipe: sf org auth show-access-token --json | sfbulk … --token-stdin --instance-url <url>",
];

/**
 * Refuses arguments that hold a secret: every user of the machine can see them, and the shell remembers them.
 *
 * @param actions - What to do instead.
 * @throws UsageError that does not show it.
 */
export function refuseSecrets(args: readonly string[], actions: readonly string[] = ownActions): void {
  if (!args.some((arg) => flag.test(arg) || shape.test(arg))) return;
  if (args.some((arg) => appSecret.test(arg))) {
    throw usageError(
      "Cannot take an app's secret from the command line: other users of this machine can see it there, and the shell's history keeps it",
      "Name a file that has it: --client-secret-file <file>",
      "Or pass it through a pipe: read-from-vault | sfbulk login --client-credentials …",
    );
  }
  throw usageError(
    "Cannot take an access token from the command line: other users of this machine can see it there, and the shell's history keeps it",
    ...actions,
  );
}
