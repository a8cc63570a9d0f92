import { type JobFields, unableToParse } from "../../org/jobs/job-words.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { Arrival } from "../../wire/request/arrival.ts";
import { readJsonFields } from "../../wire/request/read-job-fields.ts";

/** What a request to create an ingest job brings: what the job is to be, and its data where they came along. */
interface JobRequest {
  readonly fields: JobFields;
  readonly content: string | undefined;
}

const maxCharacters = 100_000;

/**
 * Reads a request to create an ingest job: JSON, or a form with the parts `job` and `content`.
 *
 * @throws Refusal for what cannot be read, and for data of more than 100,000 characters (a documented limit). The words
 *   are guesses.
 */
export async function readJobRequest({ headers, body, text }: Arrival): Promise<JobRequest> {
  const type = headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) return { fields: readJsonFields(text), content: undefined };
  const form = await readForm(body, type);
  const job = await partOf(form, "job");
  const content = await partOf(form, "content");
  if (job === undefined || content === undefined) throw unableToParse();
  if (content.length > maxCharacters) {
    throw new Refusal("InvalidJob", `Content is too large: ${content.length} characters (maximum: ${maxCharacters})`);
  }
  return { fields: readJsonFields(job), content };
}

async function readForm(body: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch {
    // Every runtime has its own words for what is wrong with a form.
    throw unableToParse();
  }
}

async function partOf(form: FormData, name: string): Promise<string | undefined> {
  const part = form.get(name);
  return part === null ? undefined : typeof part === "string" ? part : await part.text();
}
