import * as v from "valibot";
import { pause } from "../../async/pause.ts";
import type { GrantFiles } from "./file-grant-store.ts";

const claimSchema = v.object({ key: v.string(), holder: v.string() });

/** Who has a lock, or the right to take it from somebody. The key is another each time. */
type Claim = v.InferOutput<typeof claimSchema>;

/**
 * Takes the lock of some files, and waits for it as long as somebody has it who is alive.
 *
 * A lock that was left by the dead cannot just be removed: of two that find it, the slower one would remove that of the
 * faster one. So the right to take it over is a file too, with the dead one's key in its name: it can be made once, and
 * whoever has made it looks whether the lock is still the one that it was made for. Who dies with that right leaves a key as
 * well, to be taken over in the same way. The lock itself is replaced and at no time gone.
 *
 * @param longest - Who has had it for longer than this, in milliseconds as seen from here, is dead.
 * @returns what gives it back.
 */
export async function takeLock(files: GrantFiles, longest: number): Promise<() => Promise<void>> {
  const mine: Claim = { key: crypto.randomUUID(), holder: files.holder };
  const text = JSON.stringify(mine);
  let watched: { readonly key: string; readonly since: number } | undefined;
  for (let wait = shortestPause; ; wait = Math.min(2 * wait, longestPause)) {
    if (await files.create(lockName, text)) return async () => await release(files, mine);
    const claims = await readClaims(files);
    const last = claims.at(-1);
    if (last === undefined) continue;
    if (watched?.key !== last.key) watched = { key: last.key, since: performance.now() };
    if (files.isGone(last.holder) || performance.now() - watched.since >= longest) {
      const isMine = await takeOver(files, claims, last, text);
      if (isMine) return async () => await release(files, mine);
    }
    await pause(wait * (0.5 + Math.random()), undefined);
  }
}

/** @returns false where somebody else was faster. */
async function takeOver(files: GrantFiles, claims: readonly Claim[], last: Claim, text: string): Promise<boolean> {
  const right = rightOver(last);
  if (!(await files.create(right, text))) return false;
  if ((await readClaim(files, lockName, 0))?.key !== claims[0]?.key) {
    // It was taken over, or given back, in the meantime.
    await files.remove(right);
    return false;
  }
  await files.replace(lockName, text);
  for (const claim of claims) await files.remove(rightOver(claim));
  return true;
}

const lockName = ".lock";
const rightOver = ({ key }: Claim): string => `${lockName}.${key}`;
const shortestPause = 10;
const longestPause = 250;

/** Reads who has the lock, who has the right to take it over, and so on. */
async function readClaims(files: GrantFiles): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (let name = lockName; ;) {
    const claim = await readClaim(files, name, claims.length);
    if (claim === undefined) return claims;
    claims.push(claim);
    name = rightOver(claim);
  }
}

/** @param place - How many are before it. */
async function readClaim(files: GrantFiles, name: string, place: number): Promise<Claim | undefined> {
  const text = await files.read(name);
  if (text === undefined) return undefined;
  try {
    return v.parse(claimSchema, JSON.parse(text));
  } catch {
    // Something else has written it: it is nobody's, and taken over when its time is over.
    return { key: `unknown-${place}`, holder: "" };
  }
}

async function release(files: GrantFiles, mine: Claim): Promise<void> {
  // Whoever took it for dead has it now.
  if ((await readClaim(files, lockName, 0))?.key === mine.key) await files.remove(lockName);
}
