import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

/** What closing a job is, when nothing goes wrong and when it has been done before. */
export const closing: readonly ConformanceCase[] = [
  {
    name: "closeJob closes an open job and gives all of it",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({ object: "Account", operation: "insert" });
      const job = await sfbulk.closeJob(connect(), id);
      expectEqual([job.id, job.state, job.object, job.operation], [id, "Closed", "Account", "insert"], "the job");
      expectThat(/^\d{4}-.*Z$/.test(job.createdDate), "createdDate is in the one form");
      expectEqual(typeof job.apiVersion, "number", "apiVersion");
      expectEqual((await control.job(id))?.state, "Closed", "the truth");
    },
  },
  {
    name: "a close is one request with both session headers, at the job's own path",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      await sfbulk.closeJob(connect({ version: "61.0" }), id);
      const [exchange, another] = await control.exchanges();
      expectEqual(another, undefined, "a second request");
      expectEqual([exchange?.method, exchange?.path], ["POST", `/services/async/61.0/job/${id}`], "the request");
      const names = Object.keys(exchange?.requestHeaders ?? {});
      for (const name of ["x-sfdc-session", "authorization", "content-type", "sforce-call-options"]) {
        expectThat(names.includes(name), `the header ${name} arrived`);
      }
    },
  },
  {
    name: "gzip: true sends the close as the same 38 bytes everywhere",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      await sfbulk.closeJob(connect({ gzip: true }), id);
      const [exchange] = await control.exchanges();
      expectEqual([exchange?.wireBytes, exchange?.bodyBytes], [38, 18], "bytes on the wire and after gunzip");
      expectEqual(exchange?.requestHeaders["content-encoding"], "gzip", "the header");
    },
  },
  {
    name: "a small body is sent as it is by default, without the header",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      await sfbulk.closeJob(connect(), id);
      const [exchange] = await control.exchanges();
      expectEqual([exchange?.wireBytes, exchange?.requestHeaders["content-encoding"]], [18, undefined], "the body");
    },
  },
  {
    name: "closing twice is a success, proved by reading the job",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      const first = await sfbulk.settleClose(connect(), id);
      const second = await sfbulk.settleClose(connect(), id);
      expectEqual([first.outcome, first.verifiedBy, first.attempts], ["closed", "reply", 1], "the first");
      expectEqual([second.outcome, second.verifiedBy, second.attempts], ["already-closed", "read", 1], "the second");
    },
  },
  {
    name: "two callers at once both get the closed job",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      const jobs = await Promise.all([sfbulk.closeJob(connect(), id), sfbulk.closeJob(connect(), id)]);
      expectEqual(
        jobs.map(({ state }) => state),
        ["Closed", "Closed"],
        "the states",
      );
    },
  },
  {
    name: "the 15-character id names the same job",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      expectEqual((await sfbulk.closeJob(connect(), id.slice(0, 15))).id, id, "the id");
    },
  },
  {
    name: "an aborted job is a SalesforceError with the job on it",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({ state: "Aborted" });
      const error = await expectRejection(sfbulk.closeJob(connect(), id), "closing an aborted job");
      expectEqual([error.name, error["exceptionCode"]], ["SalesforceError", "InvalidJobState"], "the error");
      expectEqual((error["job"] as { state: string }).state, "Aborted", "the job on it");
    },
  },
  {
    name: "a job that is not there is a SalesforceError",
    async run({ sfbulk, connect }) {
      const error = await expectRejection(sfbulk.closeJob(connect(), "750000000000000AAA"), "closing no job");
      expectEqual([error.name, error["exceptionCode"]], ["SalesforceError", "InvalidJob"], "the error");
    },
  },
  {
    name: "abortJob aborts, twice too",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      expectEqual((await sfbulk.abortJob(connect(), id)).state, "Aborted", "the first");
      expectEqual((await sfbulk.abortJob(connect(), id)).state, "Aborted", "the second");
    },
  },
  {
    name: "a bad argument is a TypeError, and nothing is sent",
    async run({ sfbulk, connect, control }) {
      for (const id of ["750", "7509H0000016GUXQA3", "../../job", "7509H0000016GUX?x"]) {
        const error = await expectRejection(sfbulk.closeJob(connect(), id), `closing ${id}`);
        expectEqual(error.name, "TypeError", "the error");
      }
      expectEqual((await control.exchanges()).length, 0, "requests");
    },
  },
];
