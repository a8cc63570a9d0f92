import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * What checks a value, as Valibot, Zod, ArkType and others make it: the common interface of schemas, version 1.
 *
 * @see https://standardschema.dev
 */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What came of a check: the value, or what is wrong with it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value. */
export interface StandardIssue {
  readonly message: string;
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * Checks that a schema is one.
 *
 * @throws TypeError for anything else.
 */
export function checkSchema(name: string, schema: unknown): void {
  if (schema === undefined || (canHold(schema) && canHold(schema["~standard"]) && isCheck(schema["~standard"]))) return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name}: expected a Standard Schema (https://standardschema.dev), got ${describeValue(schema)}`,
  );
}

/** With some libraries a schema is a function. */
const canHold = (value: unknown): value is Readonly<Record<string, unknown>> =>
  (typeof value === "object" && value !== null) || typeof value === "function";

const isCheck = (standard: Readonly<Record<string, unknown>>): boolean => typeof standard["validate"] === "function";
