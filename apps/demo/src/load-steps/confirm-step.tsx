import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Fact } from "../components/fact.tsx";
import { formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { saveFile } from "../components/save-file.ts";
import type { LoadState } from "../load/running/current-load.ts";
import { backToColumns, startKeeping, tryFirst } from "../load/load-flow.ts";
import { chosenFile, isEnding, keepsOverwritten, operationTitle, parentSearch } from "../load/plan/load-plan.ts";
import { plannedRows } from "../load/plan/mapped-source.ts";
import { startLoad } from "../load/running/run-load.ts";
import { OrgBadge } from "../org/org-badge.tsx";
import { readOrgType } from "../org/org-type.ts";
import { chooseSnapshotPlace } from "../snapshots/snapshot-place.ts";
import { ConfirmKeeping } from "./confirm-keeping.tsx";
import { MissingParents } from "./preview/missing-parents.tsx";

const trialRows = 10;
const mostFindings = 12;

/** The last question before rows are sent: how many, what for, and where. */
export function ConfirmStep({ load }: { readonly load: LoadState }): VNode {
  const { order, preflight, hindrance } = load;
  const { org, spec, source, maxRecords } = order;
  const rows = preflight?.rows ?? plannedRows(source);
  const chosen = chosenFile.value;
  const search = parentSearch.value;
  const without = search !== undefined && "leftOut" in search ? search.leftOut.length : 0;
  const empty = (source.leftOut?.length ?? 0) - without;
  const [count, setCount] = useState(Math.min(trialRows, rows - 1));
  const [trouble, setTrouble] = useState<Error | undefined>(undefined);
  const endsRecords = isEnding(spec.operation);
  const { name } = readOrgType(org.instanceUrl);
  const used = source.targets.filter((target) => target !== "").length;
  const findings = [...(preflight?.columns ?? []), ...(preflight?.values ?? [])];
  const refused = (preflight?.values ?? []).reduce((sum, finding) => sum + finding.count, 0);
  const isHopeless = (preflight?.values ?? []).some((finding) => finding.count === rows);
  const canKeep = (spec.operation === "update" || spec.operation === "upsert") && org.kind !== "relay";
  /** Begins, with a place for what is overwritten where that is wanted. The browser lets a file be chosen while a button is pressed. */
  const begin = async (isTrial: boolean): Promise<void> => {
    setTrouble(undefined);
    const subject = isTrial ? order.fileName.replace(/(\.[a-z]{2,4})?$/i, "-trial$1") : order.fileName;
    const place = canKeep && keepsOverwritten.value ? await chooseSnapshotPlace(subject) : null;
    if (place === undefined) return;
    if (isTrial) await tryFirst(org, count, place ?? undefined);
    else if (place === null) startLoad();
    else await startKeeping(org, place);
  };
  const press = (isTrial: boolean): void => void begin(isTrial).catch(setTrouble);
  const verb = operationTitle(spec.operation);
  return (
    <div class="load">
      <section class="confirm" data-tone={endsRecords ? "bad" : "info"} aria-labelledby="confirm">
        <h2 id="confirm">
          {verb} {plural(rows, "row")} {endsRecords ? "from" : "into"} {spec.object}?
        </h2>
        <dl class="facts">
          <Fact name="Org">
            {new URL(org.instanceUrl).host} <OrgBadge instanceUrl={org.instanceUrl} />
            {org.username === undefined ? null : <span class="quiet">as {org.username}</span>}
          </Fact>
          <Fact name="File">
            {order.fileName}
            <span class="quiet">
              {source.skip > 0 ? `without the first ${plural(source.skip, "row")}; ` : ""}
              {formatNumber(used)} of {plural(source.columns.length, "column")}
            </span>
          </Fact>
          <Fact name="Batches">
            {formatNumber(Math.ceil(rows / maxRecords))} or more
            <span class="quiet">{formatNumber(maxRecords)} rows each at most</span>
          </Fact>
          {spec.operation === "upsert" ? <Fact name="Key">{spec.externalIdFieldName}</Fact> : null}
        </dl>
        {endsRecords ? (
          <p class="no-undo">
            <Icon name="warning" />
            {spec.operation === "hardDelete"
              ? `This cannot be undone: ${plural(rows, "record")} are deleted for good, without the recycle bin.`
              : `${plural(rows, "record")} are deleted${name === "Production" ? " in production" : ""}. The recycle bin has room for some of them, for 15 days.`}
          </p>
        ) : null}
      </section>
      <ConfirmKeeping
        load={load}
        rows={rows}
        isWanted={canKeep && keepsOverwritten.value}
        onWant={(isWanted) => void (keepsOverwritten.value = isWanted)}
        trouble={trouble}
      />
      {search === undefined || "total" in search ? null : <MissingParents search={search} />}
      {empty === 0 ? null : (
        <Notice
          tone="warn"
          title={`${plural(empty, "row")} of the file ${empty === 1 ? "has" : "have"} nothing in the one column that is loaded, and ${empty === 1 ? "is" : "are"} left out`}
        />
      )}
      {preflight?.checked === false ? (
        <Notice tone="warn" title="Columns and values were not checked">
          <p>{preflight.why}</p>
        </Notice>
      ) : findings.length === 0 ? (
        <Notice tone="good" title="Nothing was found that Salesforce would refuse">
          <p>Validation rules and triggers are known to the org alone: a trial of some rows shows them.</p>
        </Notice>
      ) : (
        <Notice
          tone={isHopeless ? "bad" : "warn"}
          title={
            isHopeless
              ? "Every row has a value that will probably be refused"
              : refused === 0
                ? "Something may be wrong with the columns"
                : `${plural(refused, "value")} will probably be refused, and ${refused === 1 ? "its row" : "their rows"} not written`
          }
        >
          <ul class="consequences">
            {findings.slice(0, mostFindings).map((finding) => (
              <li key={finding.message}>
                {"count" in finding ? <strong>{formatNumber(finding.count)}× </strong> : null}
                {finding.message}
              </li>
            ))}
          </ul>
          {findings.length > mostFindings ? <p>and {formatNumber(findings.length - mostFindings)} kinds more</p> : null}
        </Notice>
      )}
      {chosen?.isMade === true ? (
        <Notice tone="info" title="These rows are in this tab alone">
          <p>Should it be closed while they are loaded, the load can go on only with the same rows in a file.</p>
          <p>
            <button type="button" class="button small" onClick={() => saveFile(chosen.file, chosen.file.name)}>
              <Icon name="download" />
              Save them as a file
            </button>
          </p>
        </Notice>
      ) : null}
      {hindrance === undefined ? null : (
        <Notice tone="bad" title="It cannot be started now">
          <p>{hindrance}</p>
        </Notice>
      )}
      <div class="load-actions spread">
        <button type="button" class="button" onClick={() => void backToColumns()}>
          Back to the columns
        </button>
        {source.skip === 0 && rows > 1 ? (
          <span class="trial">
            <button type="button" class="button" onClick={() => press(true)}>
              Try the first {plural(count, "row")}
            </button>
            <input
              type="number"
              aria-label="Rows to try"
              min={1}
              max={rows - 1}
              value={count}
              onInput={({ currentTarget: { valueAsNumber } }) => {
                if (valueAsNumber >= 1 && valueAsNumber < rows) setCount(Math.floor(valueAsNumber));
              }}
            />
          </span>
        ) : null}
        <button type="button" class={`button ${endsRecords ? "danger" : "brand"}`} onClick={() => press(false)}>
          {verb} {plural(rows, "row")}
        </button>
      </div>
    </div>
  );
}
