import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";

/** Takes a file: dropped, or chosen with the keyboard. */
export function DropZone({ onFile }: { readonly onFile: (file: File) => void }): VNode {
  const [isOver, setIsOver] = useState(false);
  const take = (file: File | null | undefined): void => {
    if (file !== null && file !== undefined) onFile(file);
  };
  return (
    <label
      class="drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer?.files.item(0));
      }}
    >
      <Icon name="file" />
      <span>
        <strong>Drop a CSV file here</strong>, or <span class="link-like">choose one</span>
      </span>
      <span class="quiet">
        It is read as it is sent: split into batches, gzipped, uploaded four at a time, and closed.
      </span>
      <input
        class="visually-hidden"
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => take(event.currentTarget.files?.item(0))}
      />
    </label>
  );
}
