import { isSfbulkError } from "@sfbulk/core";
import { describe, expect, it } from "vitest";
import { browserJournal } from "../src/browser-journal.ts";
import { closeOnPageHide } from "../src/close-on-page-hide.ts";
import { extensionConnection } from "../src/extension-connection.ts";
import { relayAdapter } from "../src/relay-adapter.ts";

const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "00D!x" };

describe("what a caller gets wrong is refused by name, by an error of ours", () => {
  it.each<[string, () => unknown, string]>([
    ["no connection", () => closeOnPageHide(undefined as never, []), "Cannot use connection: expected an object"],
    ["no ids", () => closeOnPageHide(connection, undefined as never), "Cannot use jobIds: expected"],
    ["an id alone", () => closeOnPageHide(connection, "7509H0000016GUXQA2"), "Cannot use jobIds: expected"],
    ["a path that is none", () => relayAdapter(10n as never), "Cannot use path 10: expected a path of this origin"],
    ["a name that is none", () => browserJournal(10n as never), "Cannot use name: expected a string, got bigint"],
    ["no options", () => extensionConnection(undefined as never), "Cannot use cookies: expected chrome.cookies"],
  ])("%s", async (_, call, message) => {
    const error: unknown = await (async () => await call())().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: "TypeError", message: expect.stringContaining(message) as unknown });
    expect(isSfbulkError(error)).toBe(true);
  });
});
