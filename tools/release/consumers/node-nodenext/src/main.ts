// A program in ES modules on Node.js: closes a job in process, and another over HTTP through Node's own adapter.
import { closeJob, type JobInfo, nodeAdapter } from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

const emulator = createEmulator();
const inProcess: JobInfo = await closeJob(emulator, (await emulator.control.addJob({})).id);

const server = await listen(emulator);
const adapter = nodeAdapter();
const connection = { instanceUrl: server.url, accessToken: emulator.accessToken, fetch: adapter };
const overHttp: JobInfo = await closeJob(connection, (await emulator.control.addJob({})).id);
await adapter.close();
await server.close();

console.log(`in process: ${inProcess.state}, over HTTP: ${overHttp.state}`);
