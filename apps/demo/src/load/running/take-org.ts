/**
 * Takes an org for a load, in all tabs of this browser; the browser lets it go too, when the tab is gone.
 *
 * @returns what lets it go; `undefined` where another load has it.
 */
export async function takeOrg(instanceUrl: string): Promise<(() => void) | undefined> {
  // Only where the page came over https or from this computer, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return () => undefined;
  return await new Promise((resolve, reject) => {
    const held = locks.request(`sfbulk load to ${instanceUrl}`, { ifAvailable: true }, async (granted) => {
      if (granted === null) return resolve(undefined);
      await new Promise<void>((letGo) => resolve(letGo));
    });
    held.catch(reject);
  });
}
