// Loads, changes and deletes accounts as jsforce's documentation shows: with arrays, with a CSV stream, with a CSV text.
import { Readable } from "node:stream";
import jsforce from "jsforce";

const { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: accessToken } = process.env;
const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "62.0" });
connection.bulk.pollInterval = 50;
connection.bulk.pollTimeout = 20_000;

const inserted = await connection.bulk.load("Account", "insert", [
  { Name: "Acme", Ext__c: "A-1", NumberOfEmployees: 10 },
  { Name: 'Bar & "Sons"', Ext__c: "A-2", NumberOfEmployees: null },
  { Name: "Grüße, 東京\nLtd.", Ext__c: "A-3" },
]);

const updated = await connection.bulk.load("Account", "update", [
  { Id: inserted[0].id, Phone: "555" },
  { Id: "001000000000000AAA", Phone: "556" },
]);

// A file in the real world.
const csv = Readable.from(["Ext__c,Name\n", "A-3,Third\n", "A-4,Fourth\n"]);
const upserted = await new Promise((resolve, reject) => {
  const job = connection.bulk.createJob("Account", "upsert", { extIdField: "Ext__c", concurrencyMode: "Serial" });
  const batch = job.createBatch();
  batch.on("error", reject);
  batch.on("queue", () => batch.poll(50, 20_000));
  batch.on("response", (results) => {
    job.close().then(() => resolve(results), reject);
  });
  csv.pipe(batch.stream());
});

const refused = await connection.bulk.load("Account", "insert", "Name,Nonsense__c\nAcme,1\n").then(
  () => "loaded",
  (error) => error.message,
);

const deleted = await connection.bulk.load("Account", "delete", [{ Id: inserted[1].id }]);

console.log(JSON.stringify({ inserted, updated, upserted, refused, deleted }));
