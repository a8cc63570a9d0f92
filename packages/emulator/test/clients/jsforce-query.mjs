// Reads accounts by a bulk query, as a record stream and as CSV, and beside it by the REST API.
import jsforce from "jsforce";

const { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: accessToken } = process.env;
const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "68.0" });
connection.bulk.pollInterval = 50;

const soql = "SELECT Id, Name, CreatedDate FROM Account";
const stream = await connection.bulk.query(soql);
const records = [];
for await (const record of stream) records.push(record);

const csv = [];
const again = await connection.bulk.query("SELECT Name FROM Account WHERE Name = 'Acme'");
for await (const chunk of again.stream()) csv.push(chunk.toString());

const failed = await connection.bulk.query("SELECT Nonsense FROM Account").then(
  () => "queried",
  (error) => error.message,
);

const rest = await connection.query(soql);
const all = [];
await new Promise((resolve, reject) => {
  const query = connection.query("SELECT Id FROM Account");
  query.on("record", (record) => all.push(record.Id));
  query.on("end", resolve);
  query.on("error", reject);
  query.run({ autoFetch: true, maxFetch: 4000 });
});
const found = await connection.sobject("Account").find({ Name: "Acme" }, ["Id", "Name"]).limit(1);
const wrong = await connection.query("SELECT Nonsense FROM Account").then(
  () => "queried",
  (error) => error.errorCode,
);

console.log(JSON.stringify({ records, csv: csv.join(""), failed, rest, all, found, wrong }));
