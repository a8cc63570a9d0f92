import { parseArgs } from "node:util";
import type { OrgFlags } from "./read-org-flags.ts";
import type { TlsFlags } from "./read-tls-flags.ts";

/** The help of the command `sfbulk-emulator`. */
export const binHelp = `Usage: sfbulk-emulator [options]
       sfbulk-emulator exec [options] -- <command> [arguments]

Starts a Salesforce org with Bulk API 1.0 and 2.0 on this computer. With exec, only as
long as the command runs, on a port that is free, with the variables by which programs
find an org (SF_ORG_INSTANCE_URL, SF_ACCESS_TOKEN, …); it ends with the command's code.

Options:
  --port <number>  the port; 0 for one that is free (default: 8787, with exec 0)
  --host <name>    the address to listen on (default: 127.0.0.1); may be repeated, for
                   further names under which the control and the status page answer
  --data <file>    keep the org in a file, and go on from there
  --schema <file>  give it the objects and fields of a real org: what sf sobject describe
                   --json prints, or descriptions of many objects
  --permission <name>
                   let its user do more: BulkApiHardDelete, ManageDataIntegrations
  --sandbox        have it say that it is a sandbox
  --options <file> a file of JSON with more options, as createEmulator takes them
  --tls            speak TLS, with a certificate that is made on the spot
  --tls-cert <file>, --tls-key <file>
                   speak TLS with a certificate and a key of your own, PEM
  --import <file>  begin with an org that was exported
  --export <file>  write the org to a file at the end
  --unhandled <list|error>
                   requests for which the emulator has nothing are listed at the end;
                   with error they get status 501, and the exit code is 1 (default: list)
  --allow-origin <origin>
                   let pages of an origin call, "*" for all; may be repeated
  --help           show this help
  --version        show the version
`;

/** What the command was called with. */
export interface BinArguments {
  /** What is run beside the emulator; nothing where it runs by itself. */
  readonly command: readonly string[] | undefined;
  readonly port: number;
  /** The first one is listened on. */
  readonly hosts: readonly string[];
  readonly data: string | undefined;
  readonly import: string | undefined;
  readonly export: string | undefined;
  readonly unhandled: "list" | "error";
  readonly origins: readonly string[];
  readonly flags: OrgFlags & TlsFlags;
  readonly help: boolean;
  readonly version: boolean;
}

/** Reads the arguments; gives what is wrong with them, where something is. */
export function readBinArguments(args: readonly string[]): BinArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string" },
        host: { type: "string", multiple: true, default: ["127.0.0.1"] },
        data: { type: "string" },
        options: { type: "string" },
        schema: { type: "string" },
        permission: { type: "string", multiple: true },
        sandbox: { type: "boolean" },
        tls: { type: "boolean" },
        "tls-cert": { type: "string" },
        "tls-key": { type: "string" },
        import: { type: "string" },
        export: { type: "string" },
        unhandled: { type: "string", default: "list" },
        "allow-origin": { type: "string", multiple: true, default: [] },
        help: { type: "boolean", default: false },
        version: { type: "boolean", default: false },
      },
    });
    const [word, ...command] = positionals;
    if (word !== undefined && word !== "exec")
      return `unexpected argument '${word}'; a command stands behind "exec --"`;
    if (word !== undefined && command.length === 0) return 'cannot run a command: none stands behind "exec --"';
    const { port: given = word === undefined ? "8787" : "0", unhandled } = values;
    const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
    if (!(port <= 65_535)) return `cannot use port "${given}": expected a number from 0 to 65535`;
    const empty = (["data", "options", "schema", "tls-cert", "tls-key", "import", "export"] as const).find(
      (name) => values[name] === "",
    );
    if (empty !== undefined) return `cannot use ${empty} file "": expected the name of a file`;
    if (unhandled !== "list" && unhandled !== "error") {
      return `cannot use --unhandled "${unhandled}": expected "list" or "error"`;
    }
    return {
      command: word === undefined ? undefined : command,
      port,
      hosts: values.host,
      data: values.data,
      import: values.import,
      export: values.export,
      unhandled,
      origins: values["allow-origin"],
      flags: values,
      help: values.help,
      version: values.version,
    };
  } catch (error) {
    return (error as Error).message;
  }
}
