import { defineTarget, type Provider, run } from './target.js';

const trace: string[] = [];
const options = {
  stopTimeoutMs: 50,
  report: (event: { kind: string; name: string }) => void trace.push(`${event.kind} ${event.name}`),
};
const provider = (provides: string, needs: string[] = []): Provider => ({
  provides,
  needs,
  start: async () => (
    trace.push(`open ${provides}`),
    { port: provides, stop: async () => void trace.push(`close ${provides}`) }
  ),
});
const target = (name: string, needs: string[], start?: () => Promise<never>) =>
  defineTarget({
    name,
    needs,
    consumes: [],
    produces: [],
    start: start ?? (async () => ({ stop: async () => void trace.push(`end ${name}`) })),
  });

beforeEach(() => trace.splice(0));

describe('run', () => {
  it('opens each needed port once, before the targets, and ends everything in reverse', async () => {
    const running = await run(
      [target('a', ['log']), target('b', ['store'])],
      [provider('store', ['log']), provider('log'), provider('unused')],
      options,
    );
    await running.stop();
    expect(trace.filter((line) => !line.startsWith('st'))).toEqual([
      'open log',
      'open store',
      'end b',
      'end a',
      'close store',
      'close log',
    ]);
  });

  it('stops what had started when a target fails, and throws its failure', async () => {
    const failing = target('b', ['log'], () => Promise.reject(new Error('no luck')));
    await expect(run([target('a', ['log']), failing], [provider('log')], options)).rejects.toThrow('no luck');
    expect(trace).toEqual(['open log', 'started a', 'end a', 'stopped a', 'close log', 'stopped log']);
  });

  it('refuses a port that nobody provides and ports in a circle before anything starts', async () => {
    await expect(run([target('a', ['log'])], [], options)).rejects.toThrow(
      'nobody provides the port "log" that a needs',
    );
    await expect(run([target('a', ['x'])], [provider('x', ['y']), provider('y', ['x'])], options)).rejects.toThrow(
      'a → x → y → x',
    );
    expect(trace).toEqual([]);
  });

  it('goes on without a part that does not stop in time', async () => {
    const stuck = defineTarget({
      name: 'stuck',
      needs: ['log'],
      consumes: [],
      produces: [],
      start: async () => ({ stop: () => new Promise<void>(() => undefined) }),
    });
    const running = await run([stuck], [provider('log')], options);
    await running.stop();
    expect(trace).toEqual(['open log', 'started stuck', 'stop_failed stuck', 'close log', 'stopped log']);
  });
});
