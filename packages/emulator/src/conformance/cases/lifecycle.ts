import type * as Core from "@sfbulk/core";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual } from "./expect.ts";

const bodies = {
  CSV: 'FirstName,LastName\nAda,Lovelace\nGrace,\n"Line\nbreak","Quo""te"\n',
  JSON: JSON.stringify([
    { FirstName: "Ada", LastName: "Lovelace" },
    { FirstName: "Grace", LastName: null },
    { FirstName: "Line\nbreak", LastName: 'Quo"te' },
  ]),
  XML: '<?xml version="1.0" encoding="UTF-8"?><sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload"><sObject><FirstName>Ada</FirstName><LastName>Lovelace</LastName></sObject><sObject><FirstName>Grace</FirstName></sObject><sObject><FirstName>Line\nbreak</FirstName><LastName>Quo"te</LastName></sObject></sObjects>',
};

async function load({ sfbulk, connect, control }: ConformanceContext, contentType: keyof typeof bodies): Promise<void> {
  const connection = connect({ gzip: true });
  const job = await sfbulk.createJob(connection, { operation: "insert", object: "Contact", contentType });
  const batch = await sfbulk.addBatch(connection, job, bodies[contentType]);
  const closed = await sfbulk.closeJob(connection, job.id);
  expectEqual([closed.state, closed.numberBatchesTotal], ["Closed", 1], "the job at its close");
  expectEqual(
    await sfbulk.getBatchRequest(connection, job.id, batch.id),
    bodies[contentType],
    "the rows as they were sent",
  );
  await control.advance(60_000);
  const { id, state } = await sfbulk.getBatch(connection, job.id, batch.id);
  expectEqual([id, state], [batch.id, "Completed"], "the batch");
  const batches = await sfbulk.listBatches(connection, job.id);
  expectEqual(
    batches.map((one) => [one.id, one.state, one.numberRecordsFailed]),
    [[batch.id, "Completed", 1]],
    "the batches",
  );
  const { numberBatchesCompleted, numberRecordsProcessed, numberRecordsFailed } = await sfbulk.getJob(
    connection,
    job.id,
  );
  expectEqual([numberBatchesCompleted, numberRecordsProcessed, numberRecordsFailed], [1, 3, 1], "the job's counts");
  const results: Core.RowResult[] = await sfbulk.getBatchResults(connection, job.id, batch.id);
  expectEqual(
    results.map(({ success, created }) => [success, created]),
    [
      [true, true],
      [false, false],
      [true, true],
    ],
    "the rows",
  );
  expectEqual(results[1]?.errors[0]?.statusCode, "REQUIRED_FIELD_MISSING", "the reason");
  expectEqual(results[1]?.errors[0]?.fields, ["LastName"], "the field");
}

/** A job's whole way, in each format: Salesforce answers some calls in JSON and some in XML. */
export const lifecycle: readonly ConformanceCase[] = (["CSV", "JSON", "XML"] as const).map((contentType) => ({
  name: `a ${contentType} job is created, filled, closed and read`,
  run: async (context) => await load(context, contentType),
}));
