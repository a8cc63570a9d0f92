import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore, type StoredGrant } from "@sfbulk/node";
import { expect, it, onTestFinished } from "vitest";
import { bundlePackage } from "./bundle-package.ts";

// Eight processes share a grant of an app that rotates refresh tokens, and are killed at random. Whatever they do, each
// refresh token is used once; but for those whose answer died with the process that had asked. `SFBULK_RENEWALS=500` for
// the long run; `SFBULK_SEED` repeats one.
const renewals = Number(process.env["SFBULK_RENEWALS"] ?? 12);
const seed = Number(process.env["SFBULK_SEED"] ?? Date.now() % 1_000_000);
const processes = 8;

/** Calls an API of which each access token is good for some calls, until it is killed. Errors end it, and are told. */
const program = (sfbulk: string): string => `import { fileStore, refreshTokenSource } from ${JSON.stringify(sfbulk)};
const [url] = process.argv.slice(2);
const accessToken = refreshTokenSource({ loginUrl: url, clientId: \`process \${process.pid}\`, store: fileStore("acme.grant") });
try {
  for (let token = await accessToken(); ; ) {
    const { status } = await fetch(url + "/call", { headers: { authorization: token } });
    if (status === 410) break;
    if (status === 401) token = await accessToken(token);
  }
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
`;

/** Numbers from 0 to 1 that a seed decides. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** The org: a token endpoint that rotates, and ends the whole family where one is used twice. */
interface Org {
  readonly url: string;
  readonly family: { number: number; revoked: boolean; renewed: number; replays: number };
  /** Is told of each renewal, before its answer goes out, and which process asked. */
  onRenewal: (pid: number) => void;
  /** Is told that a refresh token is used again, and which process had used it. */
  onReplay: (pid: number) => void;
  signIn: () => StoredGrant;
}

const expired = { error: "invalid_grant", error_description: "expired access/refresh token" };

async function startOrg(random: () => number, isOver: () => boolean): Promise<Org> {
  const family = { number: 0, revoked: false, renewed: 0, replays: 0 };
  let [current, callsLeft, asker] = ["", 0, 0];
  const server: Server = createServer((request, response) => {
    const answer = (status: number, value: unknown = {}): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (request.url === "/call") {
      if (isOver()) return answer(410);
      return answer(request.headers.authorization === current && callsLeft-- > 0 ? 200 : 401);
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const used = form.get("refresh_token");
      if (family.revoked || used !== refreshToken()) {
        // Each sign-in has a family of its own; an old one is dead anyhow.
        const isOfThis = Math.floor(Number(used?.split("-")[2]) / 1000) === Math.floor(family.number / 1000);
        if (!isOfThis) return answer(400, expired);
        if (!family.revoked) {
          family.replays++;
          org.onReplay(asker);
        }
        family.revoked = true;
        return answer(400, expired);
      }
      family.number++;
      family.renewed++;
      [current, callsLeft] = [`00D000000000001!Access${family.number}`, 5 + Math.floor(random() * 20)];
      asker = Number(form.get("client_id")?.split(" ")[1]);
      org.onRenewal(asker);
      answer(200, {
        access_token: current,
        refresh_token: refreshToken(),
        instance_url: org.url,
        token_type: "Bearer",
      });
    });
  });
  const refreshToken = (): string => `refresh-token-${family.number}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const org: Org = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    family,
    onRenewal: () => undefined,
    onReplay: () => undefined,
    signIn: () => {
      family.number = 1000 * (Math.floor(family.number / 1000) + 1);
      family.revoked = false;
      [current, callsLeft] = ["", 0];
      return { revision: `signed in ${family.number}`, refreshToken: refreshToken() };
    },
  };
  return org;
}

it(
  `eight processes that are killed at random renew a grant once each time (seed ${seed})`,
  { timeout: 600_000 + renewals * 10_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "sfbulk-grant-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const random = randomNumbers(seed);
    writeFileSync(join(folder, "work.mjs"), program(await bundlePackage(folder)));
    const org = await startOrg(random, () => org.family.renewed >= renewals);
    const store = fileStore(join(folder, "acme.grant"));
    await store.replace(undefined, org.signIn());

    const running = new Set<ChildProcess>();
    const unexpected: string[] = [];
    const killed = new Set<number>();
    let [lost, signedIn] = [0, 0];
    const run = async (): Promise<void> => {
      while (org.family.renewed < renewals) {
        const child = spawn(process.execPath, ["work.mjs", org.url], { cwd: folder });
        running.add(child);
        let output = "";
        child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
        await new Promise((resolve) => child.on("close", resolve));
        running.delete(child);
        if (output === "") continue;
        if (!output.includes('"RefreshTokenLost"')) unexpected.push(output);
        lost++;
        // The one thing that helps: somebody signs in anew. Whoever meets the error first does so.
        if (org.family.revoked) {
          signedIn++;
          await store.replace(await store.read(), org.signIn());
        }
      }
    };
    /** Kills one of them; some when a renewal is under way, of which one has the answer and nobody knows which. */
    const kill = (): void => {
      const victims = [...running];
      const victim = victims[Math.floor(random() * victims.length)];
      if (victim?.pid !== undefined && victim.kill("SIGKILL")) killed.add(victim.pid);
    };
    org.onRenewal = () => {
      if (random() < 0.5) kill();
      if (random() < 0.3) setTimeout(kill, random() * 20);
    };
    org.onReplay = (pid) => {
      if (!killed.has(pid)) unexpected.push(`the refresh token of process ${pid}, which lives, was used again`);
    };
    await Promise.all(Array.from({ length: processes }, run));

    expect(unexpected).toEqual([]);
    expect(org.family.renewed).toBeGreaterThanOrEqual(renewals);
    expect(org.family.replays).toBe(signedIn);
    expect(killed.size).toBeGreaterThan(0);
    console.log(
      `seed ${seed}: ${org.family.renewed} renewals, ${killed.size} killed, ${signedIn} grants lost, ${lost} told`,
    );
    const kept = readFileSync(join(folder, "acme.grant"), "utf8");
    expect(JSON.parse(kept)).toMatchObject({ refreshToken: expect.stringMatching(/^refresh-token-\d+$/) });
    if (process.platform !== "win32") expect(statSync(join(folder, "acme.grant")).mode & 0o777).toBe(0o600);
    // Nobody holds the lock for ever.
    await store.lock?.(async () => await Promise.resolve(), 1000);
    expect(readdirSync(folder)).not.toContain("acme.grant.lock");
  },
);
