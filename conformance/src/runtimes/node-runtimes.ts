import { findNode, nodeVersions } from "../../../tools/fetch-node.mjs";
import { commandRuntime } from "./command-runtime.ts";
import type { Runtime } from "./runtime.ts";

/** Every supported major of Node.js. */
export const nodeRuntimes: readonly Runtime[] = (
  Object.keys(nodeVersions).map(Number) as (keyof typeof nodeVersions)[]
).map((major) => commandRuntime(`Node ${major}`, "Node.js", ["node"], async () => [await findNode(major)]));
