import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { EmptyState } from "../components/empty-state.tsx";
import { formatTime, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { PageHead } from "../components/page-head.tsx";
import { route } from "../router.ts";
import { type Conversation, conversationsOf, endOf, isBackground } from "../wire/conversations.ts";
import { ExchangeDetail } from "../wire/exchange-detail.tsx";
import { clearWire, wireLog } from "../wire/wire-log.ts";

const mostShown = 100;

/** What has gone over the wire, as it went. */
export function WireView({ hasFaults }: { readonly hasFaults: boolean }): VNode {
  const [isQuiet, setQuiet] = useState(true);
  const [key, setKey] = useState<number | undefined>(undefined);
  const all = conversationsOf(isQuiet ? wireLog.value.filter((one) => !isBackground(one)) : wireLog.value);
  // An address may name an exchange: that of a scenario.
  const named = Number(route.value.id);
  const chosen =
    all.find((one) => one.key === key) ??
    all.find(({ records }) => records.some((one) => one.sequence === named)) ??
    all[0];
  return (
    <>
      <PageHead
        icon="wire"
        title="Wire"
        actions={
          <>
            <label class="check">
              <input type="checkbox" checked={!isQuiet} onChange={(event) => setQuiet(!event.currentTarget.checked)} />
              Show background reads
            </label>
            <button type="button" class="button" onClick={clearWire}>
              Clear
            </button>
          </>
        }
      >
        <p class="quiet">{plural(wireLog.value.length, "exchange")} recorded in this tab; the session is struck out.</p>
      </PageHead>
      {chosen === undefined ? (
        <section class="card">
          <EmptyState
            icon="wire"
            title="Nothing has been sent yet"
            action={
              hasFaults ? (
                <a class="button" href="#/faults">
                  Play what can go wrong
                </a>
              ) : null
            }
          >
            <p>
              Whatever this page sends is shown here: close a job, load a file{hasFaults ? ", or play a story" : ""}.
            </p>
          </EmptyState>
        </section>
      ) : (
        <div class="wire">
          <section class="card wire-list" aria-label="Conversations">
            <ul>
              {all.slice(0, mostShown).map((one) => (
                <Entry
                  key={one.key}
                  conversation={one}
                  isChosen={one.key === chosen.key}
                  onChoose={() => setKey(one.key)}
                />
              ))}
            </ul>
          </section>
          <ExchangeDetail key={chosen.key} conversation={chosen} />
        </div>
      )}
    </>
  );
}

interface EntryProps {
  readonly conversation: Conversation;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Entry({ conversation: { action, title, subject, records }, isChosen, onChoose }: EntryProps): VNode | null {
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return null;
  const { text, tone } = endOf(last);
  return (
    <li>
      <button type="button" class="wire-entry" aria-pressed={isChosen} onClick={onChoose}>
        <span class="wire-title">{title}</span>
        <span class="badge" data-tone={tone}>
          {text}
        </span>
        <span class="wire-action quiet">{subject === "" ? action : <span class="id">{subject}</span>}</span>
        <span class="quiet">
          {records.length > 1 ? (
            <>
              <Icon name="refresh" /> {records.length}×{" "}
            </>
          ) : null}
          {formatTime(first.beganAt).slice(0, 8)}
        </span>
        {subject === "" ? null : <span class="wire-action quiet">{action}</span>}
      </button>
    </li>
  );
}
