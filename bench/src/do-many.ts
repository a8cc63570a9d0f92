/** Does something so many times, so many at a time, and gives how many a second and the processor's time for each, µs. */
export async function doMany(
  work: () => Promise<unknown>,
  count: number,
  concurrency: number,
): Promise<{ readonly perSecond: number; readonly cpu: number }> {
  let left = count;
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) await work();
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: count / seconds, cpu: (user + system) / count };
}
