// A program in CommonJS on Node.js: the compiler makes `require` of these imports, and Node.js requires ES modules.
import { closeJob, type JobInfo } from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

async function main(): Promise<void> {
  const emulator = createEmulator();
  const inProcess: JobInfo = await closeJob(emulator, (await emulator.control.addJob({})).id);

  const server = await listen(emulator);
  const connection = { instanceUrl: server.url, accessToken: emulator.accessToken };
  const overHttp: JobInfo = await closeJob(connection, (await emulator.control.addJob({})).id);
  await server.close();

  console.log(`in process: ${inProcess.state}, over HTTP: ${overHttp.state}`);
}

void main();
