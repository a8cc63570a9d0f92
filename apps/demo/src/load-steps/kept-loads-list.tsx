import { isSameId } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatAge, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { type KeptLoad, loadsToTakeUp, type LoadToTakeUp, readKeptLoads } from "../load/running/kept-loads.ts";
import { giveUp, takeUp } from "../load/load-flow.ts";
import { plannedRows, rowOfFile } from "../load/plan/mapped-source.ts";
import type { Org } from "../org/org.ts";
import { heldFile } from "../snapshots/snapshot-file.ts";
import { mayUse } from "../snapshots/snapshot-place.ts";

/** The loads that can go on. */
export function KeptLoadsList({ org }: { readonly org: Org }): VNode | null {
  const [trouble, setTrouble] = useState<Error | undefined>(undefined);
  useEffect(() => {
    readKeptLoads().catch(setTrouble);
  }, []);
  const isHere = ({ instanceUrl }: KeptLoad): boolean => instanceUrl === org.instanceUrl;
  const open = loadsToTakeUp.value.filter(isHere);
  return (
    <>
      {trouble === undefined ? null : (
        <Notice tone="bad" title="That did not work">
          <p>{trouble.message}</p>
        </Notice>
      )}
      {open.map((load) => (
        <Interrupted key={load.id} load={load} org={org} onTrouble={setTrouble} />
      ))}
    </>
  );
}

interface KeptProps<T> {
  readonly load: T;
  readonly org: Org;
  readonly onTrouble: (error: Error | undefined) => void;
}

function Interrupted({ load, org, onTrouble }: KeptProps<LoadToTakeUp>): VNode {
  const {
    id,
    fileName,
    fileBytes,
    lastModified,
    spec,
    source,
    nextRow,
    rowsThere,
    handle,
    jobId,
    startedBy,
    snapshot,
  } = load;
  // A job takes batches of its creator alone, and what is loaded is theirs: nobody else's session goes on with it.
  const isSomebodyElses =
    startedBy?.userId !== undefined && org.userId !== undefined && !isSameId(startedBy.userId, org.userId);
  const place = formatNumber(rowOfFile(source, nextRow));
  const take = async (file: File, from: FileSystemFileHandle | undefined): Promise<void> => {
    if (file.size !== fileBytes || (lastModified !== 0 && from !== undefined && file.lastModified !== lastModified)) {
      onTrouble(
        new Error(`Cannot go on with ${fileName}: the file has changed since. Give the file that it began with.`),
      );
      return;
    }
    if (snapshot?.handle !== undefined && !(await mayUse(snapshot.handle, "readwrite"))) {
      throw new Error(
        `Cannot go on with ${fileName}: what it overwrites is kept in ${snapshot.name}, which may not be written`,
      );
    }
    onTrouble(undefined);
    takeUp(org, load, { file, handle: from });
  };
  const open = async (): Promise<void> => {
    if (handle === undefined) return;
    if (await mayUse(handle, "read")) await take(await handle.getFile(), handle);
  };
  return (
    <Notice tone="warn" title={`Not loaded to its end: ${fileName}`}>
      <p>
        {spec.operation} {spec.object}, begun {formatAge(Date.now() - load.startedAt)} ago. {formatNumber(rowsThere)} of{" "}
        {plural(plannedRows(source), "row")} are known to be there.
      </p>
      {snapshot === undefined || snapshot.handle !== undefined || heldFile(id) !== undefined ? null : (
        <p>
          What it has overwritten so far was in a tab that is gone: only what it overwrites from here on can be taken
          back.
        </p>
      )}
      {isSomebodyElses ? (
        <p>
          It was begun as {startedBy.username ?? startedBy.userId}, and this session is {org.username ?? org.userId}'s:
          sign in to the org as the former to go on with it.
        </p>
      ) : (
        <div class="load-actions">
          {handle === undefined ? (
            <label class="button brand">
              <Icon name="file" />
              Choose {fileName} again to go on at row {place}
              <input
                class="visually-hidden"
                type="file"
                onChange={({ currentTarget }) => {
                  const file = currentTarget.files?.item(0);
                  if (file !== null && file !== undefined) void take(file, undefined).catch(onTrouble);
                  currentTarget.value = "";
                }}
              />
            </label>
          ) : (
            <button type="button" class="button brand" onClick={() => void open().catch(onTrouble)}>
              <Icon name="play" />
              Go on at row {place}
            </button>
          )}
          <button type="button" class="button" onClick={() => void giveUp(org, id, jobId).catch(onTrouble)}>
            {jobId === undefined ? "Give up" : "Give up, and close the job"}
          </button>
          {jobId === undefined ? null : (
            <a class="id" href={`#/jobs/${jobId}`}>
              {jobId}
            </a>
          )}
        </div>
      )}
    </Notice>
  );
}
