// A program for a bundler, which becomes one file for Node.js.
import { closeJob, type JobInfo } from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

const emulator = createEmulator();
const inProcess: JobInfo = await closeJob(emulator, (await emulator.control.addJob({})).id);

const server = await listen(emulator);
const connection = { instanceUrl: server.url, accessToken: emulator.accessToken };
const overHttp: JobInfo = await closeJob(connection, (await emulator.control.addJob({})).id);
await server.close();

console.log(`in process: ${inProcess.state}, over HTTP: ${overHttp.state}`);
