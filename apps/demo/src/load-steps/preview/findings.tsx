import { isSfbulkError } from "@sfbulk/browser";
import { capital } from "../../components/format.ts";
import type { VNode } from "preact";
import { Loading } from "../../components/loading.tsx";
import { Notice } from "../../components/notice.tsx";
import type { FileReading } from "../../load/files/read-file.ts";
import type { MappingCheck } from "../../load/plan/check-mapping.ts";
import { columnTargets, fileDialect, loadPlan } from "../../load/plan/load-plan.ts";

/** What came of reading a file and of checking its columns; `undefined` as long as nobody knows. */
export interface FindingsProps {
  readonly reading: FileReading | Error | undefined;
  readonly check: MappingCheck | Error | undefined;
}

/** What is wrong with a file as a whole. */
export function Findings({ reading, check }: FindingsProps): VNode | null {
  if (reading === undefined) return <Loading text="Reading the file" />;
  if (reading instanceof Error) {
    const isEncoding = isSfbulkError(reading) && reading.code === "InvalidEncoding";
    return (
      <Notice tone="bad" title="The file cannot be loaded as it is">
        {/* The library's advice is an option of its function, which nobody has here. */}
        <p>{reading.message.split("; where that is meant")[0]}</p>
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
  // There is nothing to compare them with.
  if (loadPlan.value.object === "") return null;
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
        <Notice key={message} tone={severity === "error" ? "bad" : "warn"} title={capital(message)} />
      ))}
    </>
  );
}
