import type { HostReading } from '@tocsin/ports/host-probe';
import { samplesOf } from './system-metrics-collector.js';

const reading: HostReading = {
  cpuBusyMs: 1_000,
  cpuTotalMs: 4_000,
  load1: 0.5,
  memoryTotalBytes: 1_000,
  memoryAvailableBytes: 250,
  disks: [{ mount: '/', totalBytes: 100, availableBytes: 10 }],
  networks: [{ device: 'eth0', receivedBytes: 100, sentBytes: 0 }],
  process: { cpuMs: 10, residentBytes: 7, heapUsedBytes: 5, uptimeMs: 2_000 },
};
const valuesOf = (...args: Parameters<typeof samplesOf>) =>
  Object.fromEntries(samplesOf(...args).map(({ metric, value }) => [metric, value]));

describe('samplesOf', () => {
  it('gives levels at once and rates from the second reading on', () => {
    const first = valuesOf(reading, null, 0, 'host');
    expect(first).toMatchObject({ system_memory_usage_percent: 75, system_disk_usage_percent: 90, system_load1: 0.5 });
    expect(first).not.toHaveProperty('system_cpu_usage_percent');
    const next = {
      ...reading,
      cpuBusyMs: 1_500,
      cpuTotalMs: 5_000,
      networks: [{ device: 'eth0', receivedBytes: 600, sentBytes: 0 }],
    };
    const second = valuesOf(next, { reading, at: 0 }, 5_000, 'host');
    expect(second).toMatchObject({
      system_cpu_usage_percent: 50,
      system_network_receive_bytes_per_second: 100,
      tocsin_process_cpu_percent: 0,
    });
  });

  it('leaves out what is no number, such as the CPU share of no time', () => {
    expect(valuesOf(reading, { reading, at: 0 }, 5_000, 'host')).not.toHaveProperty('system_cpu_usage_percent');
  });
});
