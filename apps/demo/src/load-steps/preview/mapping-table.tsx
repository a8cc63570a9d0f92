import type { VNode } from "preact";
import { DraftInput } from "../../components/draft-input.tsx";
import { Icon } from "../../components/icon.tsx";
import type { MappingCheck } from "../../load/plan/check-mapping.ts";
import type { FieldChoice } from "../../load/plan/map-columns.ts";
import type { FileReading } from "../../load/files/read-file.ts";
import { ParentChoices } from "./parent-choices.tsx";

const mostSamples = 3;

/** The columns of a file, and the fields that they are for. */
export interface MappingTableProps {
  readonly object: string;
  readonly reading: FileReading;
  readonly targets: readonly string[];
  readonly check: MappingCheck | undefined;
  readonly isDisabled: boolean;
  readonly onMap: (column: string, place: number, target: string) => void;
}

/** The first rows of a file, a line for each column, with the field that it is for. */
export function MappingTable({ object, reading, targets, check, isDisabled, onMap }: MappingTableProps): VNode {
  const samples = reading.sample.slice(0, mostSamples);
  return (
    <div class="table-frame" role="region" aria-label="Columns and first rows" tabIndex={0}>
      <table class="rows mapping">
        <thead>
          <tr>
            <th scope="col">Column of the file</th>
            <th scope="col">Field of {object}</th>
            {samples.map((_, index) => (
              <th key={index} scope="col">
                Row {index + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reading.columns.map((column, place) => (
            <tr key={column} data-left-out={targets[place] === ""}>
              <th scope="row">{column}</th>
              <td>
                <div class="mapping-field">
                  <DraftInput
                    list="fields"
                    label={`Field for column ${column}`}
                    placeholder="left out"
                    value={targets[place] ?? ""}
                    disabled={isDisabled}
                    onCommit={(target) => {
                      onMap(column, place, target);
                      return target;
                    }}
                  />
                  <Verdict
                    isDisabled={isDisabled}
                    target={targets[place] ?? ""}
                    check={check}
                    onTake={(target) => onMap(column, place, target)}
                  />
                </div>
              </td>
              {samples.map((row, index) => (
                <td key={index} class="sample">
                  {row[place] === "" ? <span class="quiet">empty</span> : row[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <datalist id="fields">
        {check?.fields
          .filter(({ isWritable, name }) => isWritable || name === "Id")
          .flatMap((field) => [
            <option key={field.name} value={field.name}>
              {field.label}, {field.type}
            </option>,
            ...parentOption(field),
          ])}
      </datalist>
    </div>
  );
}

/** The parent by its name; any other field of it can be written in its place. */
const parentOption = ({ parent, label }: FieldChoice): VNode[] =>
  parent === undefined
    ? []
    : [
        <option key={`${parent}.Name`} value={`${parent}.Name`}>
          {label}, found by name
        </option>,
      ];

function Verdict({
  isDisabled,
  target,
  check,
  onTake,
}: {
  readonly isDisabled: boolean;
  readonly target: string;
  readonly check: MappingCheck | undefined;
  readonly onTake: (target: string) => void;
}): VNode | null {
  if (target === "" || check === undefined) return null;
  const lookup = check.lookups.find((one) => one.target === target);
  if (lookup !== undefined) return <ParentChoices lookup={lookup} isDisabled={isDisabled} />;
  const findings = check.findings.filter(({ column }) => column === target);
  const field = check.fields.find(({ name }) => name.toLowerCase() === target.toLowerCase());
  if (findings.length === 0) {
    return field === undefined ? null : (
      <span class="quiet fits">
        <Icon name="check" /> {field.label}
      </span>
    );
  }
  return (
    <>
      {findings.map(({ message, severity, suggestion }) => (
        <p key={message} class="finding" data-tone={severity === "error" ? "bad" : "warn"}>
          {message}
          {suggestion === undefined ? null : (
            <>
              {" "}
              <button type="button" class="link" onClick={() => onTake(suggestion)}>
                Use {suggestion}
              </button>
            </>
          )}
          {severity === "error" ? (
            <>
              {" "}
              <button type="button" class="link" onClick={() => onTake("")}>
                Leave it out
              </button>
            </>
          ) : null}
        </p>
      ))}
    </>
  );
}
