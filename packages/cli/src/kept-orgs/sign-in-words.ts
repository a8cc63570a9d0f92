import { shellWord } from "../arguments/shell-word.ts";
import type { KeptOrg } from "./kept-org.ts";

/** Writes the command that signs in to the same org again, in the same way. */
export function signInWords({ alias, kind, loginUrl, clientId, username, ...files }: KeptOrg): string {
  const { clientSecretFile, jwtKeyFile, clientSecret } = files;
  const secret = clientSecretFile === undefined ? [] : ["--client-secret-file", clientSecretFile];
  const words = [
    "sfbulk",
    "login",
    "--alias",
    alias,
    "--instance-url",
    loginUrl,
    "--client-id",
    clientId,
    ...(kind === "jwt" ? ["--jwt-key", jwtKeyFile ?? "", "--username", username] : []),
    ...(kind === "client-credentials" ? ["--client-credentials"] : []),
    ...secret,
  ].map((word) => shellWord(word));
  return [...words, ...(clientSecret === undefined ? [] : ["< file-with-the-secret"])].join(" ");
}

/** How somebody has signed in, in words. */
export const kindWords: Readonly<Record<KeptOrg["kind"], string>> = {
  browser: "browser",
  jwt: "certificate (JWT)",
  "client-credentials": "client credentials",
};
