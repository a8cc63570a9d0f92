// A page's program, which becomes one file without anything of Node.js. The org over HTTP is the command that
// @sfbulk/emulator installs; the bundler writes in where it listens.
import { closeJob, type JobInfo } from "@sfbulk/browser";
import { connectControl, createEmulator } from "@sfbulk/emulator";

declare const emulatorUrl: string;

const emulator = createEmulator();
const inProcess: JobInfo = await closeJob(emulator, (await emulator.control.addJob({})).id);

const control = connectControl(emulatorUrl);
const connection = { instanceUrl: emulatorUrl, accessToken: await control.issueToken() };
const overHttp: JobInfo = await closeJob(connection, (await control.addJob({})).id);

console.log(`in process: ${inProcess.state}, over HTTP: ${overHttp.state}`);
