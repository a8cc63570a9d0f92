import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { formatBytes } from "../components/format.ts";
import type { RecordedBody } from "./exchange-record.ts";
import { HexView } from "./hex-view.tsx";

/** A request or a response. */
export interface MessagePanelProps {
  readonly title: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: RecordedBody | undefined;
  readonly nothing: string;
}

/** Headers and body of a message, the body as text and as bytes. */
export function MessagePanel({ title, headers, body, nothing }: MessagePanelProps): VNode {
  const [form, setForm] = useState<"text" | "hex">("text");
  return (
    <section class="message" aria-label={title}>
      <h3>{title}</h3>
      {headers.length === 0 ? null : (
        <dl class="headers">
          {headers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd data-secret={value.includes("[session]")}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {body === undefined || body.wireBytes === 0 ? (
        <p class="quiet">{nothing}</p>
      ) : (
        <>
          <div class="message-bar">
            <div class="segments" role="group" aria-label={`${title}: body as`}>
              <button type="button" aria-pressed={form === "text"} onClick={() => setForm("text")}>
                Text
              </button>
              <button type="button" aria-pressed={form === "hex"} onClick={() => setForm("hex")}>
                Hex
              </button>
            </div>
            <Sizes body={body} />
          </div>
          {form === "hex" ? (
            <HexView body={body} />
          ) : (
            <pre class="body" tabIndex={0} aria-label="Body">
              {pretty(body.text)}
            </pre>
          )}
        </>
      )}
    </section>
  );
}

function Sizes({ body: { wireBytes, plainBytes, isGzip } }: { readonly body: RecordedBody }): VNode {
  if (!isGzip) return <span class="quiet">{formatBytes(wireBytes)}, plain</span>;
  const saved =
    plainBytes === undefined || plainBytes === 0 ? "" : ` (${Math.round((wireBytes / plainBytes) * 100)} %)`;
  return (
    <span class="quiet">
      {plainBytes === undefined ? "?" : formatBytes(plainBytes)} plain → {formatBytes(wireBytes)} gzip{saved}
    </span>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Rows, a page, or the beginning of something: as it is.
    return text;
  }
}
