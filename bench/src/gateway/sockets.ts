import { systemClock } from '@tocsin/runtime/system-clock';
import { WebSocket } from 'ws';
import { anonymousMiB } from '../process-tree.js';
import { report } from '../report.js';
import { withDirectory } from '../with-directory.js';
import { tellDurations } from './durations.js';
import { type RunningGateway, startGateway } from './running-gateway.js';

const SOCKETS = 2_000;
/** Sockets of another tenant, which must hear nothing of the first one's. */
const STRANGERS = 20;
const OPENED_AT_ONCE = 50;
const TRANSITIONS = 200;
/** With five a second the transitions take 40 s, so that the gateway's own pings, each 30 s, fall among them. */
const PERIOD_MS = 200;
const BURST = 100;
/** What has not arrived by then is missing. */
const LAST_WORD_MS = 20_000;
/** KiB in a MiB, and bytes in a KiB. */
const KIBI = 1_024;

/** What the sockets of one tenant heard, by the place of each transition in the order. */
interface Audience {
  /** When the last socket heard of the transition so far; ms by this process's clock. */
  heardAt: number[];
  /** How many have. */
  heardBy: number[];
  closed: number;
  sockets: WebSocket[];
}

/**
 * Two thousand sockets at one gateway: what one takes of its memory, and how long each transition takes from being told
 * to be written down to the last socket that hears of it. All sockets are read by this one process.
 */
export async function measureSockets(): Promise<void> {
  await withDirectory(async (directory) => {
    const gateway = await startGateway({ directory, tenants: ['bench', 'stranger'], alerts: 0 });
    const [own, strangers] = [audienceOf(), audienceOf()];
    // These come first, so that code which a first socket makes the gateway load is not counted for the others.
    await open(gateway, gateway.tokens[1] ?? '', STRANGERS, strangers);
    const heapBefore = await gateway.collect();
    const before = anonymousMiB(gateway.pid);
    const began = performance.now();
    await open(gateway, gateway.tokens[0] ?? '', SOCKETS, own);
    const openedMs = performance.now() - began;
    const heap = ((await gateway.collect()) - heapBefore) / SOCKETS / KIBI;
    const memory = ((anonymousMiB(gateway.pid) - before) * KIBI) / SOCKETS;
    const circumstances = { sockets: SOCKETS + STRANGERS };
    report('gateway', 'socket_opened', openedMs / SOCKETS, 'ms/socket', circumstances);
    report('gateway', 'socket_heap', heap, 'KiB/socket', circumstances);
    report('gateway', 'socket_memory', memory, 'KiB/socket', circumstances);

    const used = await gateway.usage();
    const sentAt: number[] = [];
    for (let i = 0; i < TRANSITIONS; i += 1) {
      const due = performance.now() + PERIOD_MS;
      sentAt.push(performance.now());
      gateway.fire('bench', i, 1);
      await systemClock.wait(Math.max(0, due - performance.now()));
    }
    await untilHeard(own, TRANSITIONS);
    const paced = sentAt.map((at, i) => (own.heardAt[i] ?? Number.POSITIVE_INFINITY) - at);
    const cpu = (await gateway.usage()).cpuSeconds - used.cpuSeconds;
    tellDurations('last_socket', paced, { ...circumstances, transitions: TRANSITIONS, period_ms: PERIOD_MS });
    report('gateway', 'told_cpu', (1e6 * cpu) / (TRANSITIONS * SOCKETS), 'us/message', circumstances);

    const burstAt = performance.now();
    gateway.fire('bench', TRANSITIONS, BURST);
    gateway.fire('stranger', 0, 1);
    await untilHeard(own, TRANSITIONS + BURST);
    await untilHeard(strangers, 1);
    const burstMs = Math.max(...own.heardAt.slice(TRANSITIONS)) - burstAt;
    report('gateway', 'burst_to_last_socket', burstMs, 'ms', { ...circumstances, transitions: BURST });
    const messages = own.heardBy.reduce((sum, by) => sum + by, 0);
    const expected = (TRANSITIONS + BURST) * SOCKETS;
    report('gateway', 'messages_heard', messages, 'count', { ...circumstances, expected });
    const heard = strangers.heardBy.reduce((sum, by) => sum + by, 0);
    report('gateway', 'messages_heard_by_strangers', heard, 'count', { ...circumstances, expected: STRANGERS });
    report('gateway', 'sockets_cut', own.closed + strangers.closed, 'count', circumstances);
    for (const socket of [...own.sockets, ...strangers.sockets]) socket.terminate();
    await gateway.stop();
  });
}

const audienceOf = (): Audience => ({ heardAt: [], heardBy: [], closed: 0, sockets: [] });

async function open(gateway: RunningGateway, token: string, count: number, audience: Audience): Promise<void> {
  for (let first = 0; first < count; first += OPENED_AT_ONCE) {
    const many = Math.min(OPENED_AT_ONCE, count - first);
    await Promise.all(Array.from({ length: many }, () => openOne(gateway, token, audience)));
  }
}

/** Resolves when the gateway has greeted the socket; all messages after that are transitions, in their order. */
function openOne({ base }: RunningGateway, token: string, audience: Audience): Promise<void> {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${token}` } });
  audience.sockets.push(socket);
  let heard = -1;
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => (audience.closed += 1));
    socket.on('message', () => {
      if (heard === -1) resolve();
      else {
        audience.heardAt[heard] = performance.now();
        audience.heardBy[heard] = (audience.heardBy[heard] ?? 0) + 1;
      }
      heard += 1;
    });
  });
}

/** Waits until all have heard of so many transitions, but not for ever. */
async function untilHeard({ heardBy, sockets }: Audience, transitions: number): Promise<void> {
  const deadline = performance.now() + LAST_WORD_MS;
  while ((heardBy[transitions - 1] ?? 0) < sockets.length && performance.now() < deadline) await systemClock.wait(10);
}
