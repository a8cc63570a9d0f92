import type { VNode } from "preact";
import { formatDuration } from "../components/format.ts";
import { type Conversation, endOf, titleOf } from "./conversations.ts";

/** The requests of a conversation on a line of time, with the pauses and renewals between them. */
export function AttemptsLine({
  conversation: { records },
  chosen,
  onChoose,
}: {
  readonly conversation: Conversation;
  readonly chosen: number;
  readonly onChoose: (sequence: number) => void;
}): VNode {
  const start = records[0]?.beganAt ?? 0;
  const end = Math.max(start + 1, ...records.map(({ endedAt, beganAt }) => endedAt ?? beganAt + 1));
  const part = (time: number): string => `${((time - start) / (end - start)) * 100}%`;
  return (
    <div class="attempts">
      <ol aria-label="Requests in order">
        {records.map((record, index) => {
          const { text, tone } = endOf(record);
          const pause = index === 0 ? 0 : record.beganAt - (records[index - 1]?.endedAt ?? record.beganAt);
          return (
            <li key={record.sequence}>
              {pause > 20 || record.refreshed ? (
                <p class="attempt-pause quiet">
                  {record.refreshed ? "session renewed" : ""}
                  {record.refreshed && pause > 20 ? ", " : ""}
                  {pause > 20 ? `waited ${formatDuration(pause)}` : ""}
                </p>
              ) : null}
              <button
                type="button"
                class="attempt"
                aria-pressed={record.sequence === chosen}
                onClick={() => onChoose(record.sequence)}
              >
                <span class="attempt-name">{titleOf(record)}</span>
                <span class="attempt-track" aria-hidden="true">
                  <span
                    data-tone={tone}
                    style={{
                      left: part(record.beganAt),
                      width: `max(4px, ${(((record.endedAt ?? end) - record.beganAt) / (end - start)) * 100}%)`,
                    }}
                  />
                </span>
                <span class="badge" data-tone={tone}>
                  {text}
                </span>
                <span class="attempt-time quiet">
                  {record.endedAt === undefined ? "" : formatDuration(record.endedAt - record.beganAt)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
