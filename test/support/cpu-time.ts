// Measures the cost of work independently of what else runs on the computer.

/**
 * The processor time of some work, in milliseconds. Other programs make the work take longer, but
 * do not increase its processor time. The time of the garbage collector is included.
 */
export async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
