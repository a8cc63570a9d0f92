import {
  type ListedObject,
  listedObjectsSchema,
  type ObjectDescription,
  objectDescriptionSchema,
} from "../protocol/object-description.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { valueReader } from "../replies/read-value.ts";
import { type ApiRequest, asksForJson, maxInfoBytes } from "./api-request.ts";

/**
 * Asks what an object type is, and what this user may do with it and with each of its fields. An object of many fields has
 * about a megabyte to say.
 */
export const describeObjectRequest = (object: string): ApiRequest<ObjectDescription> => ({
  ...common,
  action: `describe ${object}`,
  path: `sobjects/${object}/describe`,
  read: (body) => {
    const description = readDescription(body);
    if (description.name.toLowerCase() === object.toLowerCase()) return description;
    throw new NotTheAnswer("the reply is about another object");
  },
});

/** Asks which object types there are, and how their ids begin. */
export const listObjectsRequest = (): ApiRequest<ListedObject[]> => ({
  ...common,
  action: "list the objects",
  path: "sobjects",
  read: readObjects,
});

const common = {
  method: "GET",
  service: "data",
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
} as const;

const readDescription: (body: ReplyBody) => ObjectDescription = valueReader(
  objectDescriptionSchema,
  "the description of an object",
  "DescribeSObject",
);

const readObjects: (body: ReplyBody) => ListedObject[] = valueReader(
  listedObjectsSchema,
  "a list of objects",
  "DescribeGlobal",
);
