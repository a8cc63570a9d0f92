// Does by hand what `bulk.load` does: a job, two batches, waiting, results, closing; then aborts one.
const jsforce = require("jsforce");

const { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: accessToken } = process.env;
const connection = new jsforce.Connection({ instanceUrl, accessToken });

const run = (batch, records) =>
  new Promise((resolve, reject) => {
    batch.execute(records);
    batch.on("error", reject);
    batch.on("queue", () => batch.poll(50, 20_000));
    batch.on("response", resolve);
  });

async function main() {
  const job = connection.bulk.createJob("Contact", "insert");
  const opened = await job.open();
  const results = await Promise.all([
    run(job.createBatch(), [{ LastName: "One" }]),
    run(job.createBatch(), [{ LastName: "Two" }, { LastName: null }]),
  ]);
  const batches = await job.list();
  const checked = await connection.bulk.job(opened.id).batch(batches[0].id).check();
  const retrieved = await connection.bulk.job(opened.id).batch(batches[0].id).retrieve();
  const closed = await job.close();
  const info = await connection.bulk.job(opened.id).check();
  const twice = await connection.bulk
    .job(opened.id)
    .close()
    .then(
      () => "closed",
      (error) => [error.name, error.message],
    );

  const other = connection.bulk.createJob("Contact", "insert");
  await other.open();
  const aborted = await other.abort();
  console.log(JSON.stringify({ opened, results, batches, checked, retrieved, closed, info, twice, aborted }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
