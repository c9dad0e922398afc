/** One reading of the host and of this process; rates are left to whoever compares two readings. */
export interface HostReading {
  cpuBusyMs: number;
  cpuTotalMs: number;
  load1: number;
  memoryTotalBytes: number;
  memoryAvailableBytes: number;
  disks: readonly { mount: string; totalBytes: number; availableBytes: number }[];
  networks: readonly { device: string; receivedBytes: number; sentBytes: number }[];
  process: { cpuMs: number; residentBytes: number; heapUsedBytes: number; uptimeMs: number };
}

/** Reads the host; parts that an operating system does not offer come back empty. */
export interface HostProbe {
  hostname(): string;
  read(): Promise<HostReading>;
}
