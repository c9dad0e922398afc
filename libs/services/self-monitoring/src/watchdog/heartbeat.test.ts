import { FakeClock } from '@tocsin/ports/clock.fake';
import type { OutboundResult } from '@tocsin/ports/outbound-http';
import { setImmediate as turn } from 'node:timers/promises';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.js';

const ok: OutboundResult = { kind: 'answered', status: 200, retryAfterMs: null };
const answered = (status: number): OutboundResult => ({ ...ok, status });

function world(over: Partial<HeartbeatOptions> = {}) {
  const clock = new FakeClock(1_000_000);
  const said: unknown[] = [];
  const outcomes: string[] = [];
  const requests: { url: string; body: string }[] = [];
  let answers: (url: string) => Promise<OutboundResult> = async () => ok;
  let refusal: string | null = null;
  const heartbeat = new Heartbeat({
    urls: ['https://beat.example/secret'],
    intervalMs: 60_000,
    http: {
      post: async ({ url, body }) => {
        requests.push({ url, body });
        return answers(url);
      },
      refusal: async () => refusal,
    },
    clock,
    sent: (outcome) => outcomes.push(outcome),
    heldBack: () => outcomes.push('held_back'),
    report: (event) => said.push(event),
    ...over,
  });
  return {
    clock,
    said,
    outcomes,
    requests,
    heartbeat,
    answer: (given: typeof answers) => (answers = given),
    refuse: (reason: string) => (refusal = reason),
    /** A canary has come, and a minute has passed since the last one. */
    beat: async (hindrance: string | null = null) => {
      await clock.advance(60_000);
      heartbeat.beat(120, hindrance);
      await heartbeat.stop();
    },
  };
}

describe('Heartbeat', () => {
  it('sends nothing by itself: only when a canary has come, and no more often than it is to', async () => {
    const { heartbeat, clock, requests } = world();
    await clock.advance(600_000);
    expect(requests).toEqual([]);
    heartbeat.beat(120, null);
    await heartbeat.stop();
    await clock.advance(59_999);
    heartbeat.beat(120, null);
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    heartbeat.beat(130, null);
    await heartbeat.stop();
    expect(requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { status: 'ok', canary_latency_ms: 120 },
      { status: 'ok', at: new Date(clock.now()).toISOString(), canary_latency_ms: 130 },
    ]);
  });

  it.each<[string, OutboundResult, string]>([
    ['500', answered(500), 'not_taken'],
    ['a redirect', answered(302), 'not_taken'],
    ['no answer in time', { kind: 'unreachable', message: 'no whole answer within 10000 ms' }, 'not_taken'],
    ['a private address', { kind: 'refused', message: 'leads to 10.0.0.1' }, 'refused'],
  ])('counts %s each time, tells of it once and without the path, and tries again', async (_, result, outcome) => {
    const { answer, beat, said, outcomes, heartbeat } = world();
    answer(async () => result);
    await beat();
    await beat();
    await beat();
    expect(outcomes).toEqual([outcome, outcome, outcome]);
    expect(said).toEqual([{ kind: 'failing', where: 'https://beat.example', reason: expect.any(String) as string }]);
    expect(heartbeat.ageMs()).toBe(180_000);
    answer(async () => ok);
    await beat();
    expect(said.slice(1)).toEqual([{ kind: 'taken', where: 'https://beat.example' }]);
    expect(heartbeat.ageMs()).toBe(0);
  });

  it('goes to each address, whatever the others do, and not again to one that has not answered yet', async () => {
    const { heartbeat, answer, clock, requests, outcomes } = world({
      urls: ['https://slow.example/', 'https://b.example/'],
    });
    const slow = Promise.withResolvers<OutboundResult>();
    answer((url) => (url.includes('slow') ? slow.promise : Promise.resolve(ok)));
    heartbeat.beat(1, null);
    await turn();
    await clock.advance(60_000);
    heartbeat.beat(1, null);
    await turn();
    expect(requests.map(({ url }) => url)).toEqual([
      'https://slow.example/',
      'https://b.example/',
      'https://b.example/',
    ]);
    slow.resolve(answered(500));
    await heartbeat.stop();
    expect(outcomes.toSorted()).toEqual(['not_taken', 'taken', 'taken']);
  });

  it('is held back while something stands although canaries come, and goes on at once', async () => {
    const { beat, heartbeat, requests, said, outcomes } = world();
    await beat('partition 3 has stood still');
    await beat('partition 3 has stood still');
    expect(requests).toEqual([]);
    expect(outcomes).toEqual(['held_back', 'held_back']);
    heartbeat.beat(1, null);
    await heartbeat.stop();
    expect(requests).toHaveLength(1);
    expect(said).toEqual([{ kind: 'held_back', reason: 'partition 3 has stood still' }, { kind: 'goes_on' }]);
  });

  it('says at the start that an address may not be called', async () => {
    const { heartbeat, refuse, said } = world();
    refuse('beat.example leads to 10.0.0.1');
    await heartbeat.check();
    expect(said).toEqual([
      { kind: 'failing', where: 'https://beat.example', reason: 'beat.example leads to 10.0.0.1' },
    ]);
  });

  it('goes nowhere when nobody is named', async () => {
    const { beat, outcomes, said } = world({ urls: [] });
    await beat();
    await beat('something stands');
    expect([outcomes, said]).toEqual([[], []]);
  });
});
