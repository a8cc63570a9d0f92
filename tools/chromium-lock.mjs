// Sees to it that one task at a time drives a browser: two of them on two cores take longer than one after the other, and
// make each other's tests slow.
//
// The lock is a port of this clone's own. Whoever waits is connected to the one who has it, and goes on when that
// connection ends, also where a process was killed: there is nothing left over that would have to be removed.
import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";

const host = "127.0.0.1";
const clone = createHash("sha256")
  .update(fileURLToPath(new URL("..", import.meta.url)))
  .digest();
/** Below the ports that systems give to those who ask for any. */
const port = 20_000 + (clone.readUInt32BE() % 10_000);

/** What a process has, by the name under which all copies of this file find it: vitest may load one for each project. */
const key = Symbol.for(`sfbulk browser lock ${port}`);
/** @type {{ [key]?: { lock: Promise<() => void>, users: number } }} */
const shared = globalThis;

/**
 * Waits until no other process has it. Within one process it is shared.
 *
 * @returns {Promise<() => void>} gives it back
 */
export async function lockChromium() {
  const held = (shared[key] ??= { lock: takeInTurn(), users: 0 });
  held.users++;
  const release = await held.lock;
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    if (--held.users > 0) return;
    if (shared[key] === held) delete shared[key];
    release();
  };
}

async function takeInTurn() {
  for (;;) {
    const release = await take();
    if (release !== undefined) return release;
    await ended();
  }
}

/** @returns {Promise<(() => void) | undefined>} */
const take = () =>
  new Promise((resolve) => {
    /** @type {Set<import("node:net").Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket.unref());
      // One who waits no longer is gone.
      socket.on("error", () => waiting.delete(socket));
    });
    server.on("error", () => resolve(undefined));
    server.listen({ host, port }, () => {
      server.unref();
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });

/** Ends with the connection to the one who has it, and a moment later, should it be something else that is there. */
const ended = () =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    socket.on("error", () => undefined);
    socket.on("close", () => setTimeout(resolve, 50));
    socket.resume();
  });
