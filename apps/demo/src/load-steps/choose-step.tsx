import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { canKeepHandles, type ChosenFile, droppedFile, pastedFile, pickFile } from "../load/files/chosen-file.ts";
import { chooseFile } from "../load/plan/load-plan.ts";

/** Takes a file: dropped, chosen, or pasted. Nothing is sent by it. */
export function ChooseStep(): VNode {
  const [text, setText] = useState("");
  const [isOver, setIsOver] = useState(false);
  const [failure, setFailure] = useState<Error | undefined>(undefined);
  const take = (chosen: Promise<ChosenFile | undefined>): void => {
    chosen.then((one) => {
      if (one !== undefined) chooseFile(one);
    }, setFailure);
  };
  return (
    <div class="load">
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
          if (event.dataTransfer !== null) take(droppedFile(event.dataTransfer));
        }}
      >
        <Icon name="file" />
        <span>
          <strong>Drop a CSV file here</strong>, or <span class="link-like">choose one</span>
        </span>
        <span class="quiet">You see what is in it, and what would be done, before anything is sent.</span>
        <input
          class="visually-hidden"
          type="file"
          accept=".csv,.tsv,.txt,.gz,text/csv"
          onClick={(event) => {
            if (!canKeepHandles()) return;
            // The browser's other way of choosing lets the load be taken up after a reload.
            event.preventDefault();
            take(pickFile());
          }}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.item(0);
            if (file !== null && file !== undefined) chooseFile({ file, handle: undefined, isMade: false });
            currentTarget.value = "";
          }}
        />
      </label>
      <label class="field paste">
        <span>Or paste rows from a spreadsheet, the header line first</span>
        <textarea
          rows={3}
          spellcheck={false}
          placeholder={"LastName\tEmail\nLovelace\tada@example.com"}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <div class="load-actions">
        <button type="button" class="button" disabled={text.trim() === ""} onClick={() => chooseFile(pastedFile(text))}>
          Preview the pasted rows
        </button>
      </div>
      {failure === undefined ? null : (
        <Notice tone="bad" title="The file cannot be opened">
          <p>{failure.message}</p>
        </Notice>
      )}
    </div>
  );
}
