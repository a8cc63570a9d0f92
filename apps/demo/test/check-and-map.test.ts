import { beforeEach, expect, test, vi } from "vitest";
import { checkAndMap } from "../src/load/plan/check-and-map.ts";
import type { MappingCheck } from "../src/load/plan/check-mapping.ts";
import { columnTargets, parentLookups } from "../src/load/plan/load-plan.ts";
import type { FieldChoice } from "../src/load/plan/map-columns.ts";

const field = (name: string, label: string): FieldChoice => ({
  name,
  label,
  type: "string",
  isKey: false,
  isWritable: true,
  isRequired: false,
  parent: undefined,
});

const answer: MappingCheck = {
  why: null,
  findings: [],
  fields: [field("LastName", "Last Name"), field("Email", "Email")],
  lookups: [{ target: "Account.Name", field: "AccountId", object: "Account", by: "Name" }],
};

const columns = ["Last Name", "Email"];
const never = new AbortController().signal;

beforeEach(() => {
  // What is kept of other days is in the browser.
  vi.stubGlobal("localStorage", { getItem: () => null });
  columnTargets.value = undefined;
  parentLookups.value = [];
});

/** An org whose answer is under way until it is let go. */
function slowOrg(): {
  readonly asked: string[];
  readonly check: () => Promise<MappingCheck>;
  readonly answer: () => void;
} {
  let resolve: (check: MappingCheck) => void = () => undefined;
  const promise = new Promise<MappingCheck>((settle) => (resolve = settle));
  const asked: string[] = [];
  return {
    asked,
    check: async (...names: unknown[]) => {
      asked.push(String(names));
      return await promise;
    },
    answer: () => resolve(answer),
  };
}

test("columns are mapped by label, and then checked as they are mapped", async () => {
  const asked: string[] = [];
  const check = async (names: readonly string[]): Promise<MappingCheck> => {
    asked.push(names.join());
    return answer;
  };
  expect(await checkAndMap({ columns, isNew: false, check }, never)).toBe(answer);
  expect(asked).toEqual(["Last Name,Email", "LastName,Email"]);
  expect(columnTargets.value).toEqual(["LastName", "Email"]);
  expect(parentLookups.value).toBe(answer.lookups);
});

test("what is mapped by hand while columns are checked is not taken back by what was found before", async () => {
  columnTargets.value = ["LastName", "Email"];
  const org = slowOrg();
  const checking = checkAndMap({ columns, isNew: true, check: org.check }, never);
  columnTargets.value = ["LastName", "Account.Name"];
  org.answer();
  expect(await checking).toBeUndefined();
  expect(org.asked.length).toBeGreaterThan(0);
  expect(columnTargets.value).toEqual(["LastName", "Account.Name"]);
  expect(parentLookups.value).toEqual([]);
});

test("what was found holds where the columns are the same by then, whoever wrote them down anew", async () => {
  columnTargets.value = ["LastName", "Email"];
  const org = slowOrg();
  const checking = checkAndMap({ columns, isNew: false, check: org.check }, never);
  columnTargets.value = ["LastName", "Email"];
  org.answer();
  expect(await checking).toBe(answer);
  expect(parentLookups.value).toBe(answer.lookups);
});

test("what was found after it was given up changes nothing", async () => {
  const stopping = new AbortController();
  const org = slowOrg();
  const checking = checkAndMap({ columns, isNew: false, check: org.check }, stopping.signal);
  stopping.abort(new Error("Something else is checked"));
  org.answer();
  expect(await checking).toBeUndefined();
  expect(columnTargets.value).toBeUndefined();
});
