import { type Delimiter, isSfbulkError } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatBytes, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";
import { checkMapping, type MappingCheck } from "../load/check-mapping.ts";
import type { ChosenFile } from "../load/chosen-file.ts";
import type { LoadState } from "../load/current-load.ts";
import { checkChosen, chooseAnother, stopLooking } from "../load/load-flow.ts";
import {
  columnTargets,
  fileDialect,
  fileReading,
  loadPlan,
  mappingBefore,
  parentLookups,
  parentSearch,
  triedRows,
} from "../load/load-plan.ts";
import { mapColumns, saveMapping, savedMapping } from "../load/map-columns.ts";
import { type FileReading, readFile } from "../load/read-file.ts";
import type { Org } from "../org/org.ts";
import { MappingTable } from "./mapping-table.tsx";
import { MissingParents } from "./missing-parents.tsx";
import { PlanFields } from "./plan-fields.tsx";

const encodings = ["utf-8", "windows-1252", "utf-16le", "utf-16be", "shift_jis", "gb18030"];
const delimiters: readonly (readonly [Delimiter, string])[] = [
  [",", "Comma"],
  [";", "Semicolon"],
  ["\t", "Tab"],
  ["|", "Pipe"],
  ["^", "Caret"],
  ["`", "Backquote"],
];

/** What is in a file, which field each column is for, and what is wrong. */
export interface PreviewStepProps {
  readonly org: Org;
  readonly chosen: ChosenFile;
  /** The load that is being checked, or was refused. */
  readonly load: LoadState | undefined;
}

/** Shows a file before anything is sent. */
export function PreviewStep({ org, chosen, load }: PreviewStepProps): VNode {
  const { file } = chosen;
  const dialect = fileDialect.value;
  const reading = fileReading.value;
  const plan = loadPlan.value;
  const search = parentSearch.value;
  const isLooking = search !== undefined && "total" in search;
  const isChecking = load?.phase === "checking" || isLooking;
  useReading(file);
  const [check, setCheck] = useMapping(org);
  const targets = columnTargets.value;
  const map = (column: string, place: number, target: string): void => {
    const now = columnTargets.peek();
    if (now === undefined || now[place] === target) return;
    saveMapping(plan.object, column, target);
    if (mappingBefore.value !== undefined) mappingBefore.value = { ...mappingBefore.value, [column]: target };
    stopLooking();
    columnTargets.value = now.map((one, index) => (index === place ? target : one));
    setCheck(undefined);
  };
  const hindrance = hindranceOf(reading, check);
  return (
    <div class="load">
      <fieldset class="plain" disabled={isChecking}>
        <legend class="visually-hidden">What is to be done</legend>
        <PlanFields fields={check instanceof Error ? [] : (check?.fields ?? [])} />
        <div class="file-line">
          <span>
            <strong>{file.name}</strong>{" "}
            <span class="quiet">
              {formatBytes(file.size)}
              {reading === undefined || reading instanceof Error
                ? ""
                : ` · ${plural(reading.rows, "row")} · ${plural(reading.columns.length, "column")}`}
            </span>
          </span>
          <label class="inline-field">
            Encoding
            <select
              value={dialect.encoding ?? ""}
              onChange={({ currentTarget: { value } }) =>
                void (fileDialect.value = { ...dialect, encoding: value === "" ? undefined : value })
              }
            >
              <option value="">
                {reading === undefined || reading instanceof Error ? "Found" : `${reading.encoding}, found`}
              </option>
              {encodings.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label class="inline-field">
            Delimiter
            <select
              value={dialect.delimiter ?? ""}
              onChange={({ currentTarget: { value } }) =>
                void (fileDialect.value = { ...dialect, delimiter: value === "" ? undefined : (value as Delimiter) })
              }
            >
              <option value="">{foundDelimiter(reading)}</option>
              {delimiters.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="button small" onClick={chooseAnother}>
            Another file
          </button>
        </div>
      </fieldset>
      {load?.phase === "refused" && load.failure !== undefined ? (
        <Notice tone="bad" title="Not loaded: nothing was sent">
          <p>{load.failure.message}</p>
        </Notice>
      ) : null}
      {triedRows.value > 0 ? (
        <Notice tone="info" title={`The first ${plural(triedRows.value, "row")} were tried, and are passed over`} />
      ) : null}
      {search === undefined || isLooking ? null : <MissingParents search={search} />}
      <Findings reading={reading} check={check} />
      {reading === undefined || reading instanceof Error || targets === undefined ? null : (
        <MappingTable
          object={plan.object}
          reading={reading}
          targets={targets}
          check={check instanceof Error ? undefined : check}
          isDisabled={isChecking}
          onMap={map}
        />
      )}
      <div class="load-actions">
        <button
          type="button"
          class="button brand"
          disabled={hindrance !== undefined || isChecking}
          onClick={() => void checkChosen(org)}
        >
          <Icon name="check" />
          {isLooking ? "Looking for parents…" : isChecking ? "Checking all rows…" : "Check all rows"}
        </button>
        {isLooking ? (
          <button type="button" class="button" onClick={stopLooking}>
            Stop
          </button>
        ) : null}
        <span class="quiet">
          {(isLooking ? `${formatNumber(search.done)} of ${plural(search.total, "value")} looked up.` : hindrance) ??
            "Every value is compared with its field. Nothing is sent before you have said yes."}
        </span>
      </div>
    </div>
  );
}

/** Reads the file again when what is said of it changes. */
function useReading(file: File): void {
  const { encoding, delimiter } = fileDialect.value;
  useEffect(() => {
    if (fileReading.value !== undefined && !(fileReading.value instanceof Error) && columnTargets.value !== undefined) {
      const { encoding: known, delimiter: knownDelimiter } = fileReading.value;
      if ((encoding ?? known) === known && (delimiter ?? knownDelimiter) === knownDelimiter) return undefined;
    }
    const stopping = new AbortController();
    fileReading.value = undefined;
    columnTargets.value = undefined;
    readFile(file, { encoding, delimiter }, stopping.signal).then(
      (found) => {
        if (!stopping.signal.aborted) fileReading.value = found;
      },
      (error: unknown) => {
        if (!stopping.signal.aborted) fileReading.value = error as Error;
      },
    );
    return () => stopping.abort(new Error("Something else is read"));
  }, [file, encoding, delimiter]);
}

type SetCheck = (check: MappingCheck | Error | undefined) => void;

/** Maps the columns once they are known, and checks them whenever they change. */
function useMapping(org: Org): readonly [MappingCheck | Error | undefined, SetCheck] {
  const [check, setCheck] = useState<MappingCheck | Error | undefined>(undefined);
  const { operation, object, externalId } = loadPlan.value;
  const reading = fileReading.value;
  const targets = columnTargets.value;
  const columns = reading === undefined || reading instanceof Error ? undefined : reading.columns;
  const [mappedFor, setMappedFor] = useState("");
  const purpose = `${operation} ${object} ${columns?.join("\n") ?? ""}`;
  useEffect(() => {
    if (columns === undefined || object === "") return undefined;
    const stopping = new AbortController();
    const { signal } = stopping;
    const work = async (): Promise<void> => {
      let current = targets;
      let found: MappingCheck | undefined;
      if (current === undefined || (mappedFor !== purpose && mappedFor !== "")) {
        found = await checkMapping(org, { operation, object, externalId }, columns, signal);
        current = mapColumns(columns, found.fields, operation, { ...savedMapping(object), ...mappingBefore.value });
        if (signal.aborted) return;
        setMappedFor(purpose);
        if (current.join("\n") !== columns.join("\n")) found = undefined;
      } else if (mappedFor === "") setMappedFor(purpose);
      found ??= await checkMapping(org, { operation, object, externalId }, current, signal);
      // What was mapped by hand meanwhile is checked by itself, and must not be undone by what was found before.
      if (signal.aborted || columnTargets.peek()?.join("\n") !== targets?.join("\n")) return;
      setCheck(found);
      parentLookups.value = found.lookups;
      columnTargets.value = current;
    };
    work().catch((error: unknown) => {
      if (!signal.aborted) setCheck(error as Error);
    });
    return () => stopping.abort(new Error("Something else is checked"));
  }, [org, purpose, externalId, targets?.join("\n")]);
  return [check, setCheck];
}

function hindranceOf(
  reading: FileReading | Error | undefined,
  check: MappingCheck | Error | undefined,
): string | undefined {
  const { operation, object, externalId } = loadPlan.value;
  const targets = columnTargets.value;
  if (object === "") return "Name the object that the rows are for.";
  if (operation === "upsert" && externalId === "")
    return "Name the external id field that tells which record a row is for.";
  if (reading === undefined) return "The file is being read.";
  if (reading instanceof Error) return "The file cannot be loaded as it is.";
  if (check === undefined || targets === undefined) return "The columns are being checked.";
  if (check instanceof Error) return "The columns could not be checked.";
  if (targets.every((one) => one === "")) return "No column is for a field.";
  const errors = check.findings.filter(({ severity }) => severity === "error").length;
  return errors === 0
    ? undefined
    : `${plural(errors, "thing is", "things are")} wrong with the columns; no row could go in so.`;
}

const foundDelimiter = (reading: FileReading | Error | undefined): string =>
  reading === undefined || reading instanceof Error
    ? "Found"
    : `${delimiters.find(([value]) => value === reading.delimiter)?.[1] ?? ""}, found`;

function Findings({
  reading,
  check,
}: {
  readonly reading: FileReading | Error | undefined;
  readonly check: MappingCheck | Error | undefined;
}): VNode | null {
  if (reading === undefined) return <Loading text="Reading the file" />;
  if (reading instanceof Error) {
    const isEncoding = isSfbulkError(reading) && reading.code === "InvalidEncoding";
    return (
      <Notice tone="bad" title="The file cannot be loaded as it is">
        <p>{reading.message}</p>
        {isEncoding ? (
          <p>
            <button
              type="button"
              class="button small"
              onClick={() => void (fileDialect.value = { ...fileDialect.value, encoding: "windows-1252" })}
            >
              Read it as windows-1252, as Excel saves it
            </button>
          </p>
        ) : null}
      </Notice>
    );
  }
  if (check === undefined) return <Loading text="Checking the columns" />;
  if (check instanceof Error) {
    return (
      <Notice tone="bad" title="The columns cannot be checked">
        <p>{check.message}</p>
      </Notice>
    );
  }
  const targets = new Set(columnTargets.value);
  const general = check.findings.filter(({ column }) => column === null || !targets.has(column));
  return (
    <>
      {check.why === null ? null : (
        <Notice tone="warn" title="The org does not describe the object: names and values go unchecked">
          <p>{check.why}</p>
        </Notice>
      )}
      {general.map(({ message, severity }) => (
        <Notice key={message} tone={severity === "error" ? "bad" : "warn"} title={message} />
      ))}
    </>
  );
}
