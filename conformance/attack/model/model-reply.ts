import type { ModelReply } from "./model-http.ts";

/** Refuses a request with a reply. */
export class ModelRefusal extends Error {
  override readonly name = "ModelRefusal" as const;
  readonly reply: ModelReply;

  constructor(reply: ModelReply) {
    super("refused by the model");
    this.reply = reply;
  }
}

/** Makes a reply of text. */
export const text = (status: number, type: string, body: string): ModelReply => ({
  status,
  headers: { "content-type": `${type};charset=UTF-8`, date: new Date().toUTCString() },
  body: Buffer.from(body),
});

/** Makes a reply in JSON. */
export const json = (status: number, value: unknown): ModelReply =>
  text(status, "application/json", JSON.stringify(value));

/** Makes a refusal in the form of Bulk API 1.0. */
export const fault = (status: number, exceptionCode: string, exceptionMessage: string): ModelRefusal =>
  new ModelRefusal(json(status, { exceptionCode, exceptionMessage }));

/** Writes a time as Salesforce does in JSON. */
export const time = (milliseconds: number): string => new Date(milliseconds).toISOString().replace("Z", "+0000");

/** Reads the fields of a request in JSON. */
export function readFields(body: string): Readonly<Record<string, unknown>> {
  try {
    const fields: unknown = JSON.parse(body);
    if (typeof fields === "object" && fields !== null) return fields as Record<string, unknown>;
  } catch {
    // Refused below, as what is no object is.
  }
  throw fault(400, "InvalidJob", "Unable to parse Job");
}
