// Runs a collection as Postman's command does, and says which of its tests passed.
const { run } = require("newman");

const { INSTANCE_URL: endpoint, ACCESS_TOKEN: token } = process.env;
const values = { _endpoint: endpoint, _accessToken: token, version: "66.0" };

run(
  {
    collection: require("./bulk-v1.postman_collection.json"),
    environment: { values: Object.entries(values).map(([key, value]) => ({ key, value })) },
  },
  (error, summary) => {
    if (error) throw error;
    const tests = summary.run.executions.flatMap(({ item, response, assertions = [] }) =>
      assertions.map(({ assertion, error: failure }) => ({
        request: item.name,
        status: response?.code,
        test: assertion,
        failure: failure?.message,
      })),
    );
    console.log(JSON.stringify({ tests, failures: summary.run.failures.length }));
  },
);
