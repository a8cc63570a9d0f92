import { describe, expect, test } from "vitest";
import { commandList } from "../src/command-list.ts";
import { runInPipe } from "./run-in-pipe.ts";

test("without anything: what there is", async () => {
  const { code, stdout, stderr } = await runInPipe([]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  await expect(stdout).toMatchFileSnapshot("help/sfbulk.txt");
  expect((await runInPipe(["--help"])).stdout).toBe(stdout);
});

describe.each(commandList)("$name", ({ name, summary, load }) => {
  test("its help", async () => {
    const { code, stdout, stderr } = await runInPipe([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(`help/${name}.txt`);
    expect((await runInPipe(["help", name])).stdout).toBe(stdout);
  });

  test("the list of commands says the same of it", async () => {
    const command = await load();
    expect([command.name, command.summary]).toEqual([name, summary]);
  });
});
