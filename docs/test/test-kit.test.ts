import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { closeJob } from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { listen, type Listening } from "@sfbulk/emulator/node";
import { startOrg } from "./testcontainers-recipe.ts";

// The recipe as it stands, with a port of this process for a container: there may be no Docker here.

const { servers } = vi.hoisted(() => ({ servers: [] as Listening[] }));

vi.mock("testcontainers", () => ({
  Wait: { forHealthCheck: () => "healthy" },
  GenericContainer: class {
    readonly image: string;
    readonly asked: unknown[] = [];

    constructor(image: string) {
      this.image = image;
    }

    withExposedPorts(port: number): this {
      this.asked.push(port);
      return this;
    }

    withWaitStrategy(strategy: string): this {
      this.asked.push(strategy);
      return this;
    }

    async start(): Promise<unknown> {
      expect([this.image, ...this.asked]).toEqual(["sfbulk-emulator", 8787, "healthy"]);
      const server = await listen(createEmulator());
      servers.push(server);
      return { getHost: () => "127.0.0.1", getMappedPort: () => server.port, stop: server.close };
    }
  },
}));

test("an org in a container is started, used and stopped", async () => {
  const { control, stop, ...connection } = await startOrg();
  const { id } = await control.addJob();
  expect((await closeJob(connection, id)).state).toBe("Closed");
  await stop();
  await expect(fetch(connection.instanceUrl)).rejects.toThrow("fetch failed");
  expect(servers).toHaveLength(1);
});

test("docs/test-kit.md has the recipe as it is checked", () => {
  const recipe = readFileSync(new URL("testcontainers-recipe.ts", import.meta.url), "utf8");
  expect(readFileSync(new URL("../test-kit.md", import.meta.url), "utf8")).toContain(
    `\`\`\`typescript\n${recipe}\`\`\`\n`,
  );
});
