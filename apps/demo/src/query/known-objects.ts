import { signal } from "@preact/signals";
import { describeObject, type FieldDescription, listObjects } from "@sfbulk/browser";
import { connectionFor, type Org } from "../org/org.ts";
import type { KnownObjects } from "./suggest-soql.ts";

interface Known {
  readonly instanceUrl: string;
  readonly objects: readonly string[] | undefined;
  readonly fields: ReadonlyMap<string, readonly FieldDescription[]>;
}

const nothing: Known = { instanceUrl: "", objects: undefined, fields: new Map() };

const known = signal(nothing);

/** Why the org does not say which objects and fields it has. */
export const describeTrouble = signal<Error | undefined>(undefined);

let asked = new Set<string>();

/** What is known of the org in use; more of it comes when it is asked for. */
export const knownObjects = (): KnownObjects => ({
  objects: known.value.objects,
  fieldsOf: (object) => known.value.fields.get(object.toLowerCase()),
});

/** Asks which objects an org has, once. */
export async function readObjects(org: Org): Promise<void> {
  if (known.peek().instanceUrl === org.instanceUrl) return;
  known.value = { ...nothing, instanceUrl: org.instanceUrl };
  asked = new Set();
  describeTrouble.value = undefined;
  try {
    const objects = await listObjects(connectionFor(org, "List the objects", { retry: { attempts: 2 } }));
    if (known.peek().instanceUrl !== org.instanceUrl) return;
    known.value = { ...known.peek(), objects: objects.map(({ name }) => name) };
  } catch (error) {
    describeTrouble.value = error as Error;
  }
}

/** Asks which fields an object has, once. */
export async function readFields(org: Org, object: string): Promise<void> {
  const name = object.toLowerCase();
  // What is still being written may be none.
  const isListed = known.peek().objects?.some((one) => one.toLowerCase() === name) ?? false;
  if (!isListed || asked.has(name)) return;
  asked.add(name);
  try {
    const { fields } = await describeObject(
      connectionFor(org, `Describe ${object}`, { retry: { attempts: 2 } }),
      object,
    );
    if (known.peek().instanceUrl !== org.instanceUrl) return;
    known.value = { ...known.peek(), fields: new Map([...known.peek().fields, [name, fields]]) };
  } catch (error) {
    describeTrouble.value = error as Error;
  }
}
