import type { Table } from "../control/kept-state.ts";

/** What has changed in a row of a table: its members that are new or different; nothing where the row is gone. */
export type Change = readonly [table: string, id: string, members?: Members];

type Members = Readonly<Record<string, unknown>>;

/** What a row was when it was last looked at. */
interface Known {
  readonly rows: Map<string, Members>;
  revision: number | undefined;
}

/**
 * Makes a function that finds out what has changed in tables since it was last asked; the first time, that is all there
 * is. A table whose count of changes is as it was is not looked into.
 */
export function trackChanges(): (tables: Iterable<Table>) => Change[] {
  const known = new Map<string, Known>();
  return (tables) => {
    const changes: Change[] = [];
    for (const { name, rows, revision } of tables) {
      const before = known.get(name) ?? { rows: new Map<string, Members>(), revision: undefined };
      known.set(name, before);
      if (revision !== undefined && revision === before.revision) continue;
      before.revision = revision;
      let missing = before.rows.size;
      for (const [id, row] of rows) {
        const last = before.rows.get(id);
        if (last !== undefined) missing--;
        const members = differentMembers(last, row);
        if (members === undefined) continue;
        before.rows.set(id, { ...last, ...members });
        changes.push([name, id, members]);
      }
      if (missing === 0) continue;
      const there = new Set(Array.from(rows, ([id]) => id));
      for (const id of before.rows.keys()) {
        if (there.has(id)) continue;
        before.rows.delete(id);
        changes.push([name, id]);
      }
    }
    return changes;
  };
}

function differentMembers(last: Members | undefined, row: object): Members | undefined {
  let different: Record<string, unknown> | undefined = last === undefined ? {} : undefined;
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    if (last !== undefined && isSame(last[name], value)) continue;
    different ??= {};
    different[name] = Array.isArray(value) ? [...value] : value;
  }
  return different;
}

const isSame = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((item, index) => Object.is(item, other[index]))
    : Object.is(one, other);

/** Puts the rows of all tables together from their changes, oldest first. */
export function applyChanges(changes: readonly Change[]): Map<string, Map<string, Members>> {
  const tables = new Map<string, Map<string, Members>>();
  for (const [name, id, members] of changes) {
    const rows = tables.get(name) ?? new Map<string, Members>();
    tables.set(name, rows);
    if (members === undefined) rows.delete(id);
    else rows.set(id, { ...rows.get(id), ...members });
  }
  return tables;
}
