/** Does something with each value, with so many under way at a time, and gives the results in the order of the values. */
export async function inParallel<T, R>(
  values: readonly T[],
  width: number,
  work: (value: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of queue) {
      results[index] = await work(value);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
