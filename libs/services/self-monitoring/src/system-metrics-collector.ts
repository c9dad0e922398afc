import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { HostProbe, HostReading } from '@tocsin/ports/host-probe';
import { SamplesWriter } from '@tocsin/ports/samples-writer';

/** The tenant that the platform watches itself as. */
export const SYSTEM_TENANT = 'system';

export interface SystemMetricsCollectorOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  probe: HostProbe;
  periodMs: number;
  onError(error: unknown): void;
}

/** Reads the host and this process once a period and sends what it read as samples of the tenant `system`. */
export class SystemMetricsCollector {
  readonly #options: SystemMetricsCollectorOptions;
  readonly #writer: SamplesWriter;
  #before: { reading: HostReading; at: number } | null = null;
  #stopTimer: () => void = () => undefined;

  constructor(options: SystemMetricsCollectorOptions) {
    this.#options = options;
    this.#writer = new SamplesWriter(options.log, options.topicPrefix);
  }

  async start(): Promise<void> {
    await this.collect();
    this.#stopTimer = this.#options.clock.every(this.#options.periodMs, () => this.collect());
  }

  stop(): void {
    this.#stopTimer();
  }

  /** Takes one reading and sends it. The first one has no rates yet. */
  async collect(): Promise<void> {
    const { clock, probe, onError } = this.#options;
    try {
      const reading = await probe.read();
      const at = clock.now();
      const readings = samplesOf(reading, this.#before, at, probe.hostname());
      this.#before = { reading, at };
      await this.#writer.append(SYSTEM_TENANT, readings, at);
    } catch (error) {
      onError(error);
    }
  }
}

/** A reading as samples; rates and shares of CPU time compare it with the reading before. */
export function samplesOf(
  reading: HostReading,
  before: { reading: HostReading; at: number } | null,
  at: number,
  instance: string,
): Sample[] {
  const result: Sample[] = [];
  const put = (metric: string, value: number, labels: Record<string, string> = {}): void => {
    if (Number.isFinite(value)) result.push({ metric, labels: { instance, ...labels }, value, timestamp: at });
  };
  put('system_load1', reading.load1);
  put('system_memory_available_bytes', reading.memoryAvailableBytes);
  put('system_memory_usage_percent', 100 * (1 - reading.memoryAvailableBytes / reading.memoryTotalBytes));
  for (const disk of reading.disks) {
    put('system_disk_usage_percent', 100 * (1 - disk.availableBytes / disk.totalBytes), { mount: disk.mount });
  }
  put('tocsin_process_resident_bytes', reading.process.residentBytes);
  put('tocsin_process_heap_used_bytes', reading.process.heapUsedBytes);
  put('tocsin_process_uptime_seconds', reading.process.uptimeMs / 1_000);
  if (before === null) return result;
  const elapsedMs = at - before.at;
  const busy = reading.cpuBusyMs - before.reading.cpuBusyMs;
  put('system_cpu_usage_percent', (100 * busy) / (reading.cpuTotalMs - before.reading.cpuTotalMs));
  put('tocsin_process_cpu_percent', (100 * (reading.process.cpuMs - before.reading.process.cpuMs)) / elapsedMs);
  for (const network of reading.networks) {
    const last = before.reading.networks.find(({ device }) => device === network.device);
    if (last === undefined) continue;
    const labels = { device: network.device };
    put(
      'system_network_receive_bytes_per_second',
      (1_000 * (network.receivedBytes - last.receivedBytes)) / elapsedMs,
      labels,
    );
    put('system_network_transmit_bytes_per_second', (1_000 * (network.sentBytes - last.sentBytes)) / elapsedMs, labels);
  }
  return result;
}
