// What work costs, whatever else the machine does.

/**
 * The processor time of some work, in milliseconds. Other programs make the work last longer, but cost it nothing.
 * What the garbage collector does meanwhile is in it.
 */
export async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
