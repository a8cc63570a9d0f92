// Loads and queries as Salesforce's own tools do, with their edition of jsforce: Bulk API 1.0 by hand, then 2.0.
const { Connection } = require("@jsforce/jsforce-node");

const { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: accessToken } = process.env;
const connection = new Connection({ instanceUrl, accessToken, version: "62.0" });
connection.bulk.pollInterval = 50;
connection.bulk2.pollInterval = 50;

async function main() {
  const job = connection.bulk.createJob("Contact", "insert");
  const opened = await job.open();
  const batch = job.createBatch();
  batch.execute([{ LastName: "One" }, { LastName: null }]);
  const results = await new Promise((resolve, reject) => {
    batch.on("error", reject);
    batch.on("queue", () => batch.poll(50, 20_000));
    batch.on("response", resolve);
  });
  const closed = await job.close();
  const loaded = await connection.bulk2.loadAndWaitForResults({
    object: "Account",
    operation: "insert",
    input: [
      { Name: "Acme", Phone: "1" },
      { Name: "", Phone: "2" },
    ],
  });
  const found = await (await connection.bulk2.query("SELECT Id, Name FROM Account")).toArray();
  const identity = await connection.identity();
  console.log(JSON.stringify({ opened, results, closed, loaded, found, username: identity.username }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
