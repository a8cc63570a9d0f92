import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { CopyButton } from "../components/copy-button.tsx";
import { Icon } from "../components/icon.tsx";
import { AttemptsLine } from "./attempts-line.tsx";
import type { Conversation } from "./conversations.ts";
import { type CopyForm, copyAs, copyForms } from "./copy-as.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import { MessagePanel } from "./message-panel.tsx";
import { pipelineSteps } from "./pipeline-steps.ts";

/** One conversation, down to the bytes. */
export function ExchangeDetail({ conversation }: { readonly conversation: Conversation }): VNode | null {
  const [sequence, setSequence] = useState<number | undefined>(undefined);
  const { records } = conversation;
  const index = Math.max(
    0,
    records.findIndex((one) => one.sequence === sequence),
  );
  const record = records[index];
  if (record === undefined) return null;
  return (
    <section class="card exchange" aria-label="Exchange">
      <p class="exchange-url">
        <span class="method">{record.method}</span> <code>{record.url}</code>
      </p>
      <AttemptsLine conversation={conversation} chosen={record.sequence} onChoose={setSequence} />
      <ol class="steps" aria-label="Steps of the library">
        {pipelineSteps(record, index + 1).map(({ name, tone, lines }) => (
          <li key={name} data-tone={tone}>
            <h3>
              <Icon
                name={tone === "bad" ? "cross" : tone === "quiet" ? "info" : tone === "warn" ? "refresh" : "check"}
              />
              {name}
            </h3>
            <dl>
              {lines.map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
      <div class="messages">
        <MessagePanel
          key={`request ${record.sequence}`}
          title="Request"
          headers={Object.entries(record.headers)}
          body={record.body}
          nothing="No body."
        />
        <MessagePanel
          key={`response ${record.sequence}`}
          title={record.reply === undefined ? "Response" : `Response ${record.reply.status}`}
          headers={record.reply?.headers ?? []}
          body={record.replyBody}
          nothing={record.failure ?? "No body."}
        />
      </div>
      <CopyPanel record={record} />
    </section>
  );
}

function CopyPanel({ record }: { readonly record: ExchangeRecord }): VNode {
  const [form, setForm] = useState<CopyForm>("curl");
  const text = copyAs(form, record);
  return (
    <section aria-label="Copy">
      <div class="message-bar">
        <div class="segments" role="group" aria-label="Copy as">
          {copyForms.map((name) => (
            <button key={name} type="button" aria-pressed={form === name} onClick={() => setForm(name)}>
              {name}
            </button>
          ))}
        </div>
        <CopyButton text={text} label={`Copy as ${form}`} />
      </div>
      <pre class="body" tabIndex={0} aria-label={form}>
        {text}
      </pre>
    </section>
  );
}
