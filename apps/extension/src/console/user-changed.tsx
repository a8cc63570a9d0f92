import { Notice } from "demo/src/components/notice.tsx";
import { isLoading } from "demo/src/load/running/current-load.ts";
import type { VNode } from "preact";
import { connect, otherUser, session } from "./session.ts";

/** Says that somebody else is signed in to the org now than this tab works as. */
export function UserChanged(): VNode | null {
  const now = otherUser.value;
  const before = session.value?.user.username;
  if (now === undefined || before === undefined) return null;
  return (
    <div class="user-changed">
      <Notice tone="warn" title={`This browser is signed in as ${now} now`}>
        <p>
          This tab goes on as {before} as long as that session is good, and then stops: nothing that was begun as{" "}
          {before} is gone on with as {now}.
        </p>
        <p>
          <button type="button" class="button" disabled={isLoading.value} onClick={() => void connect()}>
            Work as {now}
          </button>
        </p>
      </Notice>
    </div>
  );
}
