import { browserAdapter, getUser } from "@sfbulk/browser";
import { connectControl } from "@sfbulk/emulator";
import { noteRefresh } from "../wire/record-exchanges.ts";
import { emulatedInstanceUrl } from "./emulated-host.ts";
import { connectionFor, currentOrg, type Org, orgTrouble } from "./org.ts";
import { startWorker } from "./start-worker.ts";

/** Gives an org of the service worker, with a session that can be renewed. */
export async function openEmulatedOrg(instanceUrl: string): Promise<Org> {
  const control = connectControl(instanceUrl);
  const first = await control.issueToken();
  return {
    kind: "emulator",
    label: "Emulator in this page",
    instanceUrl,
    accessToken: async (rejected) => {
      if (rejected === undefined) return first;
      noteRefresh(rejected);
      return await control.issueToken();
    },
    adapter: browserAdapter(),
    userId: undefined,
    username: undefined,
    control,
  };
}

/** Begins to work with the org in the service worker. */
export async function useEmulatedOrg(): Promise<void> {
  orgTrouble.value = undefined;
  try {
    await startWorker();
    const org = await openEmulatedOrg(emulatedInstanceUrl);
    const { userId, username } = await getUser(connectionFor(org, "Who am I"));
    currentOrg.value = { ...org, userId, username };
  } catch (error) {
    orgTrouble.value = error instanceof Error ? error.message : String(error);
  }
}
