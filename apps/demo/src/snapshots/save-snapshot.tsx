import type { VNode } from "preact";
import { Icon } from "../components/icon.tsx";
import { saveFile } from "../components/save-file.ts";
import { heldFile, heldSnapshots, noteSaved } from "./snapshot-file.ts";

/** Which load. */
export interface SaveSnapshotProps {
  readonly id: string;
}

/** Offers what a load has overwritten as a file, where it is in the memory of this tab alone. */
export function SaveSnapshot({ id }: SaveSnapshotProps): VNode | null {
  const held = heldSnapshots.value.get(id);
  if (held === undefined || held.pieces.length === 0) return null;
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => {
          const file = heldFile(id);
          if (file === undefined) return;
          saveFile(file, file.name);
          noteSaved(id);
        }}
      >
        <Icon name="download" />
        Save what was overwritten
      </button>
      {held.isSaved ? null : (
        <span class="quiet">It is in this tab alone: save it to be able to undo the load later.</span>
      )}
    </>
  );
}
