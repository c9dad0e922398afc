/** What adapters give and targets ask for, by the port's name. */
export type Ports = Readonly<Record<string, unknown>>;

/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/**
 * A service that can be run alone or beside others. `consumes` and `produces` are its topics; a target starts after
 * those that provide what it `needs`.
 */
export interface Target<P extends Ports = Ports> {
  name: string;
  needs: readonly (keyof P & string)[];
  consumes: readonly string[];
  produces: readonly string[];
  start(ports: P): Promise<Running>;
}

/** A maker of one port, started once before the targets that need it. */
export interface Provider<P extends Ports = Ports> {
  provides: keyof P & string;
  needs: readonly (keyof P & string)[];
  start(ports: P): Promise<{ port: unknown; stop(): Promise<void> }>;
}

/** Declares a target; its ports take their types from `P`. */
export function defineTarget<P extends Ports>(target: Target<P>): Target<P> {
  return target;
}

export interface RunOptions {
  /** How long one part may take to stop before the run goes on without it, in milliseconds. */
  stopTimeoutMs: number;
  report(event: { kind: 'started' | 'stopped' | 'stop_failed'; name: string; error?: unknown }): void;
}

/**
 * Starts the providers that are needed, in the order of their needs, then the targets. When one fails, those already
 * started are stopped in reverse and the failure is thrown. A port that nobody provides, or a circle, is refused
 * before anything starts.
 *
 * @returns a handle whose `stop` ends everything in reverse, each part within the time-out
 */
export async function run<P extends Ports>(
  targets: readonly Target<P>[],
  providers: readonly Provider<P>[],
  options: RunOptions,
): Promise<Running> {
  const order = providerOrder(targets, providers);
  const started: { name: string; stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (let part = started.pop(); part !== undefined; part = started.pop()) {
      try {
        await within(part.stop(), options.stopTimeoutMs, part.name);
        options.report({ kind: 'stopped', name: part.name });
      } catch (error) {
        options.report({ kind: 'stop_failed', name: part.name, error });
      }
    }
  };
  const ports: Record<string, unknown> = {};
  try {
    for (const provider of order) {
      const { port, stop: stopPort } = await provider.start(ports as P);
      ports[provider.provides] = port;
      started.push({ name: provider.provides, stop: stopPort });
    }
    for (const target of targets) {
      const running = await target.start(ports as P);
      started.push({ name: target.name, stop: () => running.stop() });
      options.report({ kind: 'started', name: target.name });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function providerOrder<P extends Ports>(
  targets: readonly Target<P>[],
  providers: readonly Provider<P>[],
): Provider<P>[] {
  const byPort = new Map(providers.map((provider) => [provider.provides, provider]));
  const order: Provider<P>[] = [];
  const visit = (port: string, path: readonly string[]): void => {
    if (path.includes(port)) throw new Error(`ports need each other in a circle: ${[...path, port].join(' → ')}`);
    const provider = byPort.get(port);
    if (provider === undefined)
      throw new Error(`nobody provides the port "${port}" that ${path.at(-1) ?? 'nobody'} needs`);
    if (order.includes(provider)) return;
    for (const need of provider.needs) visit(need, [...path, port]);
    order.push(provider);
  };
  for (const target of targets) for (const need of target.needs) visit(need, [target.name]);
  return order;
}

async function within(work: Promise<void>, ms: number, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not stop within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
