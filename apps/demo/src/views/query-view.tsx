import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { currentQuery, soqlText } from "../query/current-query.ts";
import { QueryOutcome } from "../query/query-outcome.tsx";
import { canWriteFiles, pickTarget, runSoql } from "../query/run-soql.ts";
import { SoqlBox } from "../query/soql-box.tsx";
import type { Org } from "../org/org.ts";

/** Asks the org for records, by a job of either API, and shows them as they come. */
export function QueryView({ org }: { readonly org: Org }): VNode {
  const [api, setApi] = useState<"1.0" | "2.0">("2.0");
  const [isAll, setAll] = useState(false);
  const [isKept, setKept] = useState(false);
  const [isToFile, setToFile] = useState(false);
  const [failure, setFailure] = useState<Error | undefined>(undefined);
  const query = currentQuery.value;
  const isRunning = query?.phase === "waiting" || query?.phase === "reading";
  const soql = soqlText.value.trim();
  const run = async (): Promise<void> => {
    setFailure(undefined);
    const handle = isToFile ? await pickTarget("query.csv") : undefined;
    if (isToFile && handle === undefined) return;
    await runSoql({ org, soql, api, isAll, isKept }, handle);
  };
  const start = (): void => {
    if (soql !== "" && !isRunning) run().catch(setFailure);
  };
  return (
    <>
      <PageHead icon="search" title="Query" />
      <section class="card" aria-label="Query">
        <SoqlBox org={org} isDisabled={isRunning} onRun={start} />
        <div class="fields">
          <label class="field">
            <span>API</span>
            <select
              value={api}
              disabled={isRunning}
              onChange={({ currentTarget }) => setApi(currentTarget.value as "1.0" | "2.0")}
            >
              <option value="2.0">Bulk API 2.0</option>
              <option value="1.0">Bulk API 1.0</option>
            </select>
          </label>
          <Choice label="Deleted and archived records too" isChosen={isAll} isDisabled={isRunning} onChoose={setAll} />
          <Choice label="Keep the job" isChosen={isKept} isDisabled={isRunning} onChoose={setKept} />
          {canWriteFiles() ? (
            <Choice
              label="Straight into a file of this computer"
              isChosen={isToFile}
              isDisabled={isRunning}
              onChoose={setToFile}
            />
          ) : null}
        </div>
        <div class="load-actions">
          <button type="button" class="button brand" disabled={isRunning || soql === ""} onClick={start}>
            <Icon name="play" />
            Run the query
          </button>
          <span class="quiet">Ctrl-Enter runs it too. The org counts one job.</span>
        </div>
      </section>
      {failure === undefined ? null : (
        <Notice tone="bad" title="The query cannot be run">
          <p>{failure.message}</p>
        </Notice>
      )}
      {query === undefined || query.order.org.instanceUrl !== org.instanceUrl ? null : <QueryOutcome query={query} />}
    </>
  );
}

const Choice = ({
  label,
  isChosen,
  isDisabled,
  onChoose,
}: {
  readonly label: string;
  readonly isChosen: boolean;
  readonly isDisabled: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}): VNode => (
  <label class="check">
    <input
      type="checkbox"
      checked={isChosen}
      disabled={isDisabled}
      onChange={(event) => onChoose(event.currentTarget.checked)}
    />
    {label}
  </label>
);
