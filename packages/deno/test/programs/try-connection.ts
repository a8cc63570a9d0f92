import { denoConnection, getJob } from "@sfbulk/deno";
import { inWords } from "./in-words.ts";

// Makes a connection with the options given, reads a job over it, and prints what came of it.
const [options = "{}", jobId] = Deno.args;
try {
  const connection = denoConnection(JSON.parse(options));
  const { instanceUrl, version } = connection;
  const state = jobId === undefined ? undefined : (await getJob(connection, jobId)).state;
  console.log(JSON.stringify({ instanceUrl, version, state }));
} catch (error) {
  console.log(JSON.stringify(inWords(error)));
}
