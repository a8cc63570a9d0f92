import type { ListedJob } from "@sfbulk/core";
import { jobsInWords } from "./in-words.ts";
import type { EndingVerb } from "./jobs-model.ts";
import { makeButton, makeNode } from "./make-node.ts";
import { whatWillHappen, whyNoUndo } from "./what-will-happen.ts";

/** Makes the question before jobs are ended: what will happen, and that nothing takes it back. It leaves when it is answered. */
export function askToEnd(
  verb: EndingVerb,
  jobs: readonly ListedJob[],
  userId: string | null,
  onYes: () => void,
): HTMLDialogElement {
  const doing = `${verb === "close" ? "Close" : "Abort"} ${jobsInWords(jobs.length)}`;
  const title = makeNode("h2", { id: "question" }, `${doing}?`);
  const lines = whatWillHappen(verb, jobs, userId ?? undefined).map((line) => makeNode("li", {}, line));
  const dialog = makeNode(
    "dialog",
    { part: "dialog", "aria-labelledby": "question" },
    title,
    makeNode("div", { class: "said" }, makeNode("ul", {}, ...lines), makeNode("p", {}, whyNoUndo(verb, jobs))),
    makeNode(
      "div",
      { class: "answers" },
      makeButton("Cancel", () => dialog.close()),
      makeButton(
        doing,
        () => {
          dialog.close();
          onYes();
        },
        verb === "close" ? "main" : "destructive",
      ),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}
