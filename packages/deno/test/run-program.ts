/** Runs one of `programs/` in a process of its own, with these permissions and no terminal, and gives what it printed. */
export async function runProgram(
  name: string,
  { flags = [], args = [], env = {} }: { flags?: string[]; args?: string[]; env?: Record<string, string> } = {},
): Promise<unknown> {
  const file = new URL(`programs/${name}.ts`, import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-remote", "--cached-only", ...flags, file, ...args],
    cwd: new URL("..", import.meta.url),
    stdin: "null",
    env: { SF_ACCESS_TOKEN: "", SFDX_ACCESS_TOKEN: "", SF_ORG_API_VERSION: "", SFDX_API_VERSION: "", ...env },
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}
