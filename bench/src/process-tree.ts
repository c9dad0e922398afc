import { readFileSync } from 'node:fs';

/** What the kernel counts in, in parts of a second; 100 on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** What one process holds in memory. */
export const residentMiB = (pid: number): number => fieldKiB(`/proc/${pid}/status`, 'VmRSS:') / 1_024;

/** Of that, what is no copy of a file: what Go's and JavaScript's own memory is on both sides. */
export const anonymousMiB = (pid: number): number => fieldKiB(`/proc/${pid}/status`, 'RssAnon:') / 1_024;

/** What all that the process has started holds in memory; pages that several of them share are counted once. */
export const startedMiB = (pid: number): number =>
  childrenOf(pid).reduce(
    (sum, child) => sum + sumOfTree(child, (one) => fieldKiB(`/proc/${one}/smaps_rollup`, 'Pss:') / 1_024),
    0,
  );

/** The CPU time that the process and all that it started have used, in seconds. */
export const treeCpuSeconds = (pid: number): number =>
  sumOfTree(pid, (one) => {
    // After the name, which may hold spaces, in brackets: utime and stime are the 12th and 13th fields.
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  });

function sumOfTree(pid: number, figure: (pid: number) => number): number {
  return childrenOf(pid).reduce((sum, child) => sum + sumOfTree(child, figure), figure(pid));
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

function fieldKiB(path: string, field: string): number {
  const line = readFileSync(path, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(field));
  return Number(line?.split(/\s+/)[1] ?? Number.NaN);
}
