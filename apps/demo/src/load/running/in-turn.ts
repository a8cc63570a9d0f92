let turn: Promise<unknown> = Promise.resolve();

/**
 * Reads journals, one reading of this console after another, in all its tabs: whoever reads a journal holds it so long, and
 * nobody is to be told for that that a load is using it. What is read later is also known later.
 */
export async function inTurn<T>(read: () => Promise<T>): Promise<T> {
  // Only where the page came over https or from this computer, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (locks !== undefined) return await locks.request("sfbulk console reads journals", read);
  const mine = turn.then(read, read);
  turn = mine;
  return await mine;
}
