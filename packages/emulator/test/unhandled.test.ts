import { expect, test } from "vitest";
import { connectControl } from "@sfbulk/emulator";
import { call, json, rest, still } from "./call.ts";

const soap = (name: string): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><${name}/></e:Body></e:Envelope>`;

test("what nothing answers is listed, each once, with how often and what was said; what Salesforce refuses is not", async () => {
  const emulator = still();
  const { control } = emulator;
  expect(await control.unhandled()).toEqual([]);
  const { id } = await control.addJob();
  await call(emulator, "jobs");
  await call(emulator, `job/${id}/spec`);
  await rest(emulator, "analytics/reports?x=1");
  await rest(emulator, "analytics/reports?x=1");
  await rest(emulator, "sobjects/Account/updated?start=a");
  await rest(emulator, "sobjects/Account/describe/layouts");
  await call(emulator, "/services/apexrest/mine", { type: json, body: "{}" });
  await call(emulator, "/services/Soap/u/60.0", { type: "text/xml", body: soap("create") });
  // An id that nobody has given, an object and a version that there are not, a method, no session: that is what Salesforce says.
  await rest(emulator, "sobjects/Account/001000000000001");
  await rest(emulator, "sobjects/Nonsense");
  await rest(emulator, "jobs/ingest/750000000000001");
  await rest(emulator, "jobs/ingest", { method: "PUT", body: "x" });
  await rest(emulator, "/services/data/v68.0/analytics", { token: "00D8Z000000EmuO!x" });
  await call(emulator, "job/7509H0000016GUX");
  const data = "/services/data/v68.0";
  const expected = [
    { method: "GET", path: "/services/async/68.0/jobs", status: 400, times: 1 },
    { method: "GET", path: `/services/async/68.0/job/${id}/spec`, status: 400, times: 1 },
    { method: "GET", path: `${data}/analytics/reports?x=1`, status: 404, times: 2 },
    { method: "GET", path: `${data}/sobjects/Account/updated?start=a`, status: 404, times: 1 },
    { method: "GET", path: `${data}/sobjects/Account/describe/layouts`, status: 404, times: 1 },
    { method: "POST", path: "/services/apexrest/mine", status: 404, times: 1 },
    { method: "POST", path: "/services/Soap/u/60.0", status: 500, times: 1 },
  ];
  expect(await control.unhandled()).toEqual(expected);
  const remote = connectControl(emulator.instanceUrl, emulator.fetch);
  expect(await remote.unhandled()).toEqual(expected);
  expect((await control.exchanges()).filter(({ unhandled }) => unhandled)).toHaveLength(8);
  await control.reset();
  expect(await control.unhandled()).toEqual([]);
});

test('with unhandled: "error" they get status 501 and the reason, and nobody else does', async () => {
  const emulator = still({ unhandled: "error" });
  const reply = await rest(emulator, "analytics/reports?access_token=secret");
  expect([reply.status, reply.text]).toEqual([
    501,
    'Cannot answer GET /services/data/v68.0/analytics/reports?access_token=[secret]: the emulator has nothing there, and its option unhandled says "error"\n',
  ]);
  expect((await rest(emulator, "sobjects/Nonsense")).status).toBe(404);
  expect(await emulator.control.unhandled()).toMatchObject([{ status: 501 }]);
  expect(() => still({ unhandled: "fail" as "error" })).toThrow(
    new TypeError('Cannot use unhandled "fail": expected "list" or "error"'),
  );
});
