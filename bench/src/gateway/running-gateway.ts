import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface GatewaySettings {
  /** Where its logs lie. */
  directory: string;
  tenants: readonly string[];
  /** How many alerts of the first tenant fire before it starts. */
  alerts: number;
}

export type GatewayRequest =
  | { kind: 'fire'; tenant: string; first: number; count: number }
  | { kind: 'usage' }
  | { kind: 'collect' }
  | { kind: 'stop' };

export interface Usage {
  /** The whole process, the thread of its log included; s. */
  cpuSeconds: number;
  /** The thread that the log of the samples has for itself; s. */
  logCpuSeconds: number;
}
export type GatewayAnswer =
  | { kind: 'collected'; heapBytes: number }
  | { kind: 'ready'; base: string; tokens: string[] }
  | ({ kind: 'usage' } & Usage);

export interface RunningGateway {
  base: string;
  pid: number;
  /** One of each tenant, in their order. */
  tokens: readonly string[];
  /** Lets alerts fire that have the numbers from `first` on. */
  fire(tenant: string, first: number, count: number): void;
  /** The CPU time that it has used so far. */
  usage(): Promise<Usage>;
  /** Lets it collect its garbage, so that its memory is what it holds. @returns what JavaScript then holds; bytes */
  collect(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a gateway by itself in a process of its own. */
export async function startGateway(settings: GatewaySettings): Promise<RunningGateway> {
  const child = fork(fileURLToPath(new URL('gateway-process.js', import.meta.url)), [JSON.stringify(settings)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = exited.then(() => Promise.reject(new Error(`the gateway ended with ${child.exitCode}`)));
  ended.catch(() => undefined);
  const heard = async (): Promise<GatewayAnswer> =>
    (await Promise.race([once(child, 'message'), ended]))[0] as GatewayAnswer;
  const tell = (request: GatewayRequest): void => void child.send(request);
  const ready = await heard();
  if (ready.kind !== 'ready') throw new TypeError(`the gateway said ${ready.kind} before it was ready`);
  return {
    base: ready.base,
    pid: child.pid ?? 0,
    tokens: ready.tokens,
    fire: (tenant, first, count) => tell({ kind: 'fire', tenant, first, count }),
    usage: async () => {
      tell({ kind: 'usage' });
      const said = await heard();
      if (said.kind !== 'usage') throw new TypeError(`the gateway said ${said.kind}`);
      return said;
    },
    collect: async () => {
      tell({ kind: 'collect' });
      const said = await heard();
      if (said.kind !== 'collected') throw new TypeError(`the gateway said ${said.kind}`);
      return said.heapBytes;
    },
    stop: async () => {
      tell({ kind: 'stop' });
      await exited;
    },
  };
}
