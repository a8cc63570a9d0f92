import type { Delimiter } from "@sfbulk/browser";
import type { VNode } from "preact";
import { formatBytes, plural } from "../../components/format.ts";
import type { FileReading } from "../../load/files/read-file.ts";
import { chooseAnother } from "../../load/load-flow.ts";
import { fileDialect } from "../../load/plan/load-plan.ts";

const encodings = ["utf-8", "windows-1252", "utf-16le", "utf-16be", "shift_jis", "gb18030"];
const delimiters: readonly (readonly [Delimiter, string])[] = [
  [",", "Comma"],
  [";", "Semicolon"],
  ["\t", "Tab"],
  ["|", "Pipe"],
  ["^", "Caret"],
  ["`", "Backquote"],
];

/** A file, and what was found in it; `undefined` as long as it is being read. */
export interface FileLineProps {
  readonly file: File;
  readonly reading: FileReading | Error | undefined;
}

/** The file that was chosen, how it is read, and a way to another one. */
export function FileLine({ file, reading }: FileLineProps): VNode {
  const dialect = fileDialect.value;
  return (
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
  );
}

const foundDelimiter = (reading: FileReading | Error | undefined): string =>
  reading === undefined || reading instanceof Error
    ? "Found"
    : `${delimiters.find(([value]) => value === reading.delimiter)?.[1] ?? ""}, found`;
