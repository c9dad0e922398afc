import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, hostname, loadavg, totalmem } from 'node:os';
import type { HostProbe, HostReading } from '@tocsin/ports/host-probe';

/** Reads the host through Node, and through /proc where the system has it. */
export const nodeHostProbe: HostProbe = {
  hostname,
  async read(): Promise<HostReading> {
    const times = cpus().map((cpu) => cpu.times);
    const idle = times.reduce((sum, time) => sum + time.idle, 0);
    const total = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.irq + time.idle, 0);
    const root = await statfs('/');
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    return {
      cpuBusyMs: total - idle,
      cpuTotalMs: total,
      load1: loadavg()[0] ?? 0,
      memoryTotalBytes: totalmem(),
      memoryAvailableBytes: await memoryAvailable(),
      disks: [{ mount: '/', totalBytes: root.blocks * root.bsize, availableBytes: root.bavail * root.bsize }],
      networks: await networks(),
      process: {
        cpuMs: (user + system) / 1_000,
        residentBytes: rss,
        heapUsedBytes: heapUsed,
        uptimeMs: process.uptime() * 1_000,
      },
    };
  },
};

/** What could be had without swapping; Linux tells it, elsewhere free memory has to do. */
async function memoryAvailable(): Promise<number> {
  const line = /^MemAvailable:\s+(\d+) kB$/m.exec(await textOf('/proc/meminfo'));
  return line === null ? freemem() : Number(line[1]) * 1_024;
}

async function networks(): Promise<HostReading['networks']> {
  const lines = (await textOf('/proc/net/dev')).split('\n').slice(2);
  return lines.flatMap((line) => {
    const [device = '', ...numbers] = line.trim().split(/[:\s]+/);
    if (device === '' || device === 'lo') return [];
    return [{ device, receivedBytes: Number(numbers[0]), sentBytes: Number(numbers[8]) }];
  });
}

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
