// Writes dist/node/ of the package in whose folder it runs.
// `node ../../tools/build-for-node.mjs [dependency to take in]…`
import { join } from "node:path";
import { bundleForNode } from "./bundle-for-node.mjs";

const folder = process.cwd();
const target = join(folder, "dist", "node");
const { atOnce, files } = await bundleForNode({ folder, takenIn: process.argv.slice(2), target });
console.log(`dist/node: ${files} files, ${(atOnce / 1000).toFixed(0)} kB at once`);
