import type { VNode } from "preact";
import { formatBytes } from "../components/format.ts";
import type { RecordedBody } from "./exchange-record.ts";

const perLine = 16;
const mostLines = 32;

/** The bytes of a body; the two by which gzip is known are marked. */
export function HexView({ body }: { readonly body: RecordedBody }): VNode {
  const { bytes, isGzip, wireBytes } = body;
  const count = Math.min(mostLines, Math.ceil(bytes.length / perLine));
  const lines = Array.from({ length: count }, (_, index) => bytes.subarray(index * perLine, (index + 1) * perLine));
  const shown = Math.min(bytes.length, mostLines * perLine);
  return (
    <>
      <pre class="hex" tabIndex={0} aria-label="Bytes in hexadecimal">
        {lines.map((line, index) => {
          const words = [...line].map((byte) => byte.toString(16).padStart(2, "0"));
          const isFirst = index === 0 && isGzip;
          return (
            <span class="hex-line" key={index}>
              <span class="hex-place">{(index * perLine).toString(16).padStart(4, "0")}</span>
              <span class="hex-bytes">
                {isFirst ? <mark title="gzip begins like this">{words.slice(0, 2).join(" ")}</mark> : null}
                {isFirst ? ` ${words.slice(2).join(" ")}` : words.join(" ")}
              </span>
              <span class="hex-text">{[...line].map(visible).join("")}</span>
              {"\n"}
            </span>
          );
        })}
      </pre>
      {shown < wireBytes ? (
        <p class="quiet">
          The first {formatBytes(shown)} of {formatBytes(wireBytes)}
        </p>
      ) : null}
    </>
  );
}

const visible = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·");
