// The process in which the local registry runs. It ends when its input does: with the process that started it, whatever
// became of that one.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [tools, configFile] = /** @type {[string, string]} */ (process.argv.slice(2));
const { runServer } = createRequire(`${tools}/package.json`)("verdaccio");

process.stdin.resume();
process.stdin.on("end", () => process.exit());

const server = await runServer({ ...JSON.parse(readFileSync(configFile, "utf8")), configPath: configFile });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
