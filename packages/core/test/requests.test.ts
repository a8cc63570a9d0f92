import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apiCalls, callTemplate, findCall } from "../src/requests/index.ts";

const folder = new URL("../src/requests/", import.meta.url);
const jobId = "7509H0000016GUXQA2";
const batchId = "7519H000001XiCzQAK";

describe("the list of calls", () => {
  it("has every function of its folder that makes a request", async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith("-requests.ts"));
    const modules = await Promise.all(
      files.map(async (file) => (await import(new URL(file, folder).href)) as Record<string, unknown>),
    );
    const makers = modules.flatMap((exported) =>
      Object.entries(exported).flatMap(([name, made]) =>
        typeof made === "function" && name.endsWith("Request") ? [made] : [],
      ),
    );
    expect(makers.length).toBeGreaterThan(20);
    expect(new Set(apiCalls.map(({ from }) => from))).toEqual(new Set(makers));
  });

  it("tells what requests are like without an id", () => {
    const templates = apiCalls.map(callTemplate).map(({ method, path, parameters }) => [method, path, ...parameters]);
    expect(templates).toContainEqual(["POST", "/services/async/{version}/job/{jobId}"]);
    expect(templates).toContainEqual(["GET", "/services/data/v{version}/jobs/ingest", "jobType"]);
    expect(templates).toContainEqual(["GET", "/services/oauth2/userinfo"]);
    expect(templates).toContainEqual([
      "GET",
      "/services/async/{version}/job/{jobId}/batch/{batchId}/result/{resultId}",
    ]);
  });
});

describe("findCall", () => {
  const job = `/services/async/68.0/job/${jobId}`;
  it.each([
    ["POST", job, '{"state":"Closed"}', "closeJob"],
    ["POST", job, '{"state":"Aborted"}', "abortJob"],
    ["GET", job, "", "getJob"],
    ["POST", "/services/async/68.0/job", '{"operation":"insert"}', "createJob"],
    ["POST", `${job}/batch`, "Name\nAcme\n", "addBatch"],
    ["GET", `${job}/batch/${batchId}`, "", "getBatch"],
    ["PATCH", `/services/data/v68.0/jobs/ingest/${jobId}`, '{"state":"Aborted"}', "abortIngestJob"],
    ["GET", "/services/data/v68.0/jobs/ingest", "", "findJobs"],
    ["GET", `/services/data/v68.0/jobs/ingest/${jobId}/failedResults`, "", "ingestResults"],
  ])("%s %s %s is %s", (method, path, body, operation) => {
    expect(findCall(method, path, body)?.call.operation).toBe(operation);
  });

  it("gives the ids", () => {
    expect(findCall("GET", `${job}/batch/${batchId}`)?.ids).toEqual({ version: "68.0", jobId, batchId });
  });

  it.each([
    ["DELETE", job],
    ["GET", `${job}/`],
    ["GET", `/bulk${job}`],
    ["GET", "/services/async/68/job/7509H0000016GUXQA2"],
    ["GET", "/services/async/68.0/job/7509H0000016GUXQ"],
    ["GET", "/services/async/68.0/job/7509H0000016GU%2F"],
    ["GET", "/services/data/v68.0/limits"],
    ["GET", ""],
  ])("knows no %s %s", (method, path) => {
    expect(findCall(method, path)).toBeUndefined();
  });
});
