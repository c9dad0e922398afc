/** What this thread has had of the CPU, ms: it does not hang on what else the machine does. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
