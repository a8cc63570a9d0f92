import { fileURLToPath } from "node:url";
import { findSf } from "../../../tools/fetch-sf.mjs";

/** Those that are compared. */
export type ContenderName = "@sfbulk/node" | "sfbulk" | "jsforce bulk" | "jsforce bulk2" | "sf" | "fetch";

/** Ours are those that the bars are for. */
export const isOurs = (name: string): boolean => name.startsWith("@sfbulk/node") || name.startsWith("sfbulk");

/** Theirs are those that ours are compared with; a bare loop of `fetch` shows how much quicker anybody can be. */
export const isTheirs = (name: string): boolean => !isOurs(name) && name !== "fetch";

/** The org's token, which the sf CLI takes for a user's name as well. */
export const accessToken = "00D000000000001!bench";

const program = (file: string): string => fileURLToPath(new URL(`programs/${file}`, import.meta.url));

const scripts: Readonly<Record<ContenderName, () => string | Promise<string>>> = {
  "@sfbulk/node": () => program("sfbulk-node.js"),
  sfbulk: () => fileURLToPath(import.meta.resolve("sfbulk/package.json")).replace("package.json", "dist/node/bin.js"),
  "jsforce bulk": () => program("jsforce-bulk.js"),
  "jsforce bulk2": () => program("jsforce-bulk2.js"),
  fetch: () => program("bare-fetch.js"),
  sf: async () => (await findSf()).script,
};

/** Gives the script that Node.js runs for one of them. */
export const scriptOf = async (name: ContenderName): Promise<string> => await scripts[name]();
