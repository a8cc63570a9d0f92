import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection } from "./expect.ts";
import { whileTimePasses } from "./while-time-passes.ts";

const quick = { minInterval: 10, maxInterval: 10 } as const;

/** Loads that are taken back. */
export const undoing: readonly ConformanceCase[] = [
  {
    name: "an upsert is taken back: what it has made is deleted, what it has changed is as it was before",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect({ gzip: true });
      const insert = { operation: "insert", object: "Account" } as const;
      const upsert = { operation: "upsert", object: "Account", externalIdFieldName: "Ext__c" } as const;
      const csv = "Name,Phone,Ext__c\nAcme,1,k1\nGlobex,2,k2\n";
      await whileTimePasses(control, async () => await sfbulk.loadRows(connection, insert, csv, quick));
      const before = await control.records("Account");
      const snapshot = sfbulk.memorySnapshot();
      const changes = "Ext__c,Name,Phone\nk1,Acme 2,#N/A\nk2,Globex,3\nk3,New,4\n";
      const options = { ...quick, snapshot };
      const load = await whileTimePasses(
        control,
        async () => await sfbulk.loadRows(connection, upsert, changes, options),
      );
      const plan = await sfbulk.planUndo(connection, load, { snapshot });
      expectEqual([plan.summary.deleted, plan.summary.writtenBack, plan.summary.left], [1, 2, 0], "the plan");
      const { summary } = await whileTimePasses(control, async () => await sfbulk.undoLoad(connection, load, options));
      expectEqual([summary.deleted, summary.writtenBack, summary.left], [1, 2, 0], "what was taken back");
      expectEqual(await control.records("Account"), before, "the records");
    },
  },
  {
    name: "what a load has deleted is taken out of the recycle bin, by a session that is renewed",
    run: async ({ sfbulk, connect, control }) => {
      const insert = { operation: "insert", object: "Account" } as const;
      const csv = "Name\nAcme\nGlobex\n";
      await whileTimePasses(control, async () => await sfbulk.loadRows(connect(), insert, csv, quick));
      const before = await control.records("Account");
      const ids = `Id\n${before.map(({ Id }) => Id).join("\n")}\n`;
      const deletion = { operation: "delete", object: "Account" } as const;
      const load = await whileTimePasses(control, async () => await sfbulk.loadRows(connect(), deletion, ids, quick));
      expectEqual(await control.records("Account"), [], "the records after the load");
      const tokens = [await control.issueToken({ afterCalls: 1 }), await control.issueToken()];
      const accessToken = (): string => tokens.shift() ?? "";
      const { summary } = await sfbulk.undoLoad(connect({ accessToken }), load);
      expectEqual([summary.undeleted, summary.left], [2, 0], "what was taken back");
      expectEqual(await control.records("Account"), before, "the records");
    },
  },
  {
    name: "a load that deletes for good is refused with a snapshot, before anything is sent",
    run: async ({ sfbulk, connect, control }) => {
      const spec = { operation: "hardDelete", object: "Account" } as const;
      const options = { snapshot: sfbulk.memorySnapshot() };
      const error = await expectRejection(
        sfbulk.loadRows(connect(), spec, "Id\n001000000000001\n", options),
        "the load",
      );
      expectEqual([error.name, error["code"]], ["TypeError", "ConflictingOptions"], "the error");
      expectEqual((await control.exchanges()).length, 0, "what was sent");
    },
  },
];
