import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";
import { whileTimePasses } from "./while-time-passes.ts";

/** What is wrong with a load is told before anything is sent. */
export const preflight: readonly ConformanceCase[] = [
  {
    name: "the columns of a load are checked against the org, up to the fields of other objects",
    run: async ({ sfbulk, connect, control }) => {
      const columns = ["Last\u00a0Name", "\ufeffEmail", "Phoen", "account.EXT__C", "Account.Phone", "CreatedDate"];
      const check = await sfbulk.checkColumns(
        connect({ gzip: true }),
        { operation: "insert", object: "Contact" },
        columns,
      );
      expectThat(check.checked, "the columns were checked");
      expectEqual(
        check.findings.map(({ column, kind, severity, suggestion = null }) => [column, kind, severity, suggestion]),
        [
          ["Last\u00a0Name", "UnknownColumn", "error", "LastName"],
          ["\ufeffEmail", "UnknownColumn", "error", "Email"],
          ["Phoen", "UnknownColumn", "error", "Phone"],
          ["Account.Phone", "NotAnExternalId", "error", null],
          ["CreatedDate", "NotWritable", "error", null],
          ["Account.Phone", "DuplicateColumn", "warning", null],
        ],
        "the findings",
      );
      const asked = (await control.exchanges()).map(
        ({ method, path }) => `${method} ${path.replace(/^.*\/sobjects/, "")}`,
      );
      expectEqual(asked.toSorted(), ["GET /Account/describe", "GET /Contact/describe"], "what was asked");
    },
  },
  {
    name: "what names there are is told to who suggests them: objects, fields, users",
    run: async ({ sfbulk, connect }) => {
      const { userId, username } = await sfbulk.getUser(connect());
      expectEqual(
        (await sfbulk.findUsers(connect({ gzip: true }), [userId, "005000000000001"])).map((user) => user.username),
        [username],
        "the users that are there",
      );
      const { fields } = await sfbulk.describeObject(connect(), "Contact");
      expectThat(
        fields.some(({ name }) => name === "LastName"),
        "the contact has a last name",
      );
      const objects = await sfbulk.listObjects(connect());
      expectThat(
        objects.some(({ name, keyPrefix }) => name === "Account" && keyPrefix === "001"),
        "there are accounts",
      );
    },
  },
  {
    name: "values that Salesforce would refuse, and ids of other objects, are found before they are sent",
    run: async ({ sfbulk, connect }) => {
      const columns = ["Id", "LastName", "Birthdate", "DoNotCall", "AccountId"];
      const check = await sfbulk.checkColumns(connect(), { operation: "update", object: "Contact" }, columns);
      if (!check.checked) throw new Error(check.why);
      expectEqual(check.findings, [], "the findings about columns");
      const checker = await sfbulk.createValueChecker(check);
      const contact = sfbulk.toLongId("003000000abcdEF");
      const account = sfbulk.toLongId("001000000abcdEF");
      const rows = [
        [contact, "Lovelace", "1815-12-10", "true", account],
        [contact, "Hopper", "9.12.1906", "ja", contact],
        [account, "x".repeat(81), "", "", "#N/A"],
        [contact.toLowerCase(), "Turing", "1912-06-31", "0", ""],
      ];
      expectEqual(
        rows.map((row, index) => checker.check(row, index + 2) ?? null),
        [null, "warning", "error", "warning"],
        "the rows",
      );
      expectEqual(
        checker.findings().map(({ column, kind, severity, count }) => [column, kind, severity, count]),
        [
          ["Id", "ForeignId", "error", 1],
          ["Id", "WrongChecksum", "warning", 1],
          ["LastName", "TooLong", "warning", 1],
          ["Birthdate", "InvalidDate", "warning", 2],
          ["DoNotCall", "InvalidBoolean", "warning", 1],
          ["AccountId", "ForeignReference", "warning", 1],
        ],
        "the findings about values",
      );
    },
  },
  {
    name: "where the org cannot be asked about columns, that is what is told, and bad arguments are refused",
    run: async ({ sfbulk, connect, control }) => {
      const target = { operation: "update", object: "Contact" } as const;
      await control.fail({ kind: "rest-array-fault", errorCode: "API_DISABLED_FOR_ORG", times: "always" });
      const check = await sfbulk.checkColumns(connect(), target, ["LastName"]);
      expectThat(!check.checked && check.cause.name === "SalesforceError", "the columns were not checked");
      expectEqual(
        check.findings.map(({ kind }) => kind),
        ["MissingId"],
        "what is wrong anyway",
      );
      const refusal = await expectRejection(sfbulk.checkColumns(connect(), target, []), "no columns");
      expectEqual([refusal.name, refusal["code"]], ["TypeError", "InvalidArgument"], "the error");
    },
  },
  {
    name: "a load whose columns, rows or ids do not fit is refused before there is a job, whatever its source",
    run: async ({ sfbulk, connect, control }) => {
      const contact = sfbulk.toLongId("003000000abcdEF");
      const account = sfbulk.toLongId("001000000abcdEF");
      const files: readonly (readonly [string, string])[] = [
        ["UnfitColumns", `Id,Last Name\n${contact},Lovelace\n`],
        ["RaggedRow", `Id,LastName\n${contact},Lovelace\n${contact}\n`],
        ["ForeignId", `Id;LastName\r\n${contact};Lovelace\r\n\r\n${account};Hopper\r\n`],
      ];
      for (const [code, csv] of files) {
        const bytes = new TextEncoder().encode(csv);
        for (const source of [csv, bytes, new Blob([bytes]), () => new Blob([bytes]).stream()]) {
          const load = sfbulk.loadRows(connect(), { operation: "update", object: "Contact" }, source, {
            maxRecords: 1,
          });
          const error = await expectRejection(load, code);
          expectEqual([error.name, error["code"]], ["TypeError", code], "the error");
          if (code === "ForeignId") expectThat(error.message.includes(`"${account}" (line 4)`), error.message);
        }
      }
      const sent = (await control.exchanges()).filter(({ method }) => method === "POST");
      expectEqual(sent.length, 0, "what was sent");
    },
  },
  {
    name: "values that Salesforce would refuse are named by the file's line, and the load goes on",
    run: async ({ sfbulk, connect, control }) => {
      // In windows-1252, with a blank line, and line breaks in a value.
      const csv =
        'LastName;Birthdate\r\nL\u00F6we;1.2.2000\r\n\r\n"two\r\nlines";2000-02-01\r\nM\u00FCller;31.12.1999\r\n';
      const bytes = Uint8Array.from(csv, (one) => one.charCodeAt(0));
      for (const source of [new Blob([bytes]), new Blob([bytes]).stream()]) {
        const { summary, preflight: found } = await whileTimePasses(
          control,
          async () =>
            await sfbulk.loadRows(connect({ gzip: true }), { operation: "insert", object: "Contact" }, source, {
              encoding: "windows-1252",
              maxRecords: 2,
              minInterval: 10,
              maxInterval: 10,
            }),
        );
        expectEqual([summary.rows, found.checked, found.columns.length], [3, true, 0], "what was found");
        expectEqual(
          found.values.map(({ column, kind, count, examples }) => [
            column,
            kind,
            count,
            examples.map(({ line, value }) => `${line}: ${value}`).join(", "),
          ]),
          [["Birthdate", "InvalidDate", 2, "2: 1.2.2000, 6: 31.12.1999"]],
          "the findings about values",
        );
      }
    },
  },
];
