import type { CDPSession } from "playwright";

/**
 * Reads what stands in a side panel, which is no tab, so that Playwright has no page for it.
 *
 * @returns its text; `undefined` as long as there is none with that address.
 */
export async function readSidePanel(session: CDPSession, address: string): Promise<string | undefined> {
  const { targetInfos } = await session.send("Target.getTargets");
  const target = targetInfos.find(({ url }) => url.startsWith(address));
  if (target === undefined) return undefined;
  const { sessionId } = await session.send("Target.attachToTarget", { targetId: target.targetId, flatten: false });
  const answered = new Promise<string>((resolve) => {
    const hear = (event: { readonly sessionId: string; readonly message: string }): void => {
      if (event.sessionId !== sessionId) return;
      session.off("Target.receivedMessageFromTarget", hear);
      const { result } = JSON.parse(event.message) as { readonly result?: { readonly result: { value?: string } } };
      resolve(result?.result.value ?? "");
    };
    session.on("Target.receivedMessageFromTarget", hear);
  });
  const message = { id: 1, method: "Runtime.evaluate", params: { expression: "document.body.innerText" } };
  await session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify(message) });
  const text = await answered;
  await session.send("Target.detachFromTarget", { sessionId });
  return text;
}
