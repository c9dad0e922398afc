import { Api, noticeOf } from './api.js';
import { Inbox } from './inbox.js';
import type { Transition } from '@tocsin/domain/engine/transition';

export const SERIES = 100;
export const ROUNDS = 10;
export const cpuRule = {
  name: 'cpu high',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80 }],
} as const;

/**
 * A hundred series whose alerts fire ten at a time and are over at the end. Names and times are the same each time, so
 * that two runs can be compared; what is not acknowledged is sent again, as clients do.
 */
class HundredAlerts {
  constructor(
    private readonly api: Api,
    /** Event time of the first round, in ms. */
    private readonly begin: number,
  ) {}

  async prepare(inbox: Inbox): Promise<void> {
    await this.api.tocsin.createReceiver({ body: { name: 'test', type: 'webhook', url: inbox.url } });
    const deployer = new Api(this.api.base, await this.#deployerKey());
    await deployer.tocsin.createRule({ body: cpuRule }, { idempotencyKey: 'cpu-high' });
  }

  /**
   * A key of a service account. A rule's id follows from who asks under which key: people are other pseudonyms at each
   * installation, programs are the same by name, so only a program's rules can be compared between two installations.
   */
  async #deployerKey(): Promise<string> {
    const account = await this.api.tocsin.createServiceAccount({ body: { name: 'deployer', role: 'editor' } });
    return (await this.api.tocsin.createApiKey({ id: account.data.id })).data.key;
  }

  /** One round: ten more series go above the threshold, all others stay as they are. */
  async round(round: number): Promise<void> {
    const hot = (round + 1) * (SERIES / ROUNDS);
    await this.#send(round, (i) => (i < hot ? 90 + (i % 10) : 10));
  }

  async cool(): Promise<void> {
    await this.#send(ROUNDS, () => 20);
  }

  /** Waits until every alert is over and the webhook has heard of it. */
  async settled(inbox: Inbox): Promise<void> {
    await this.api.alertsUntil(
      (alerts) => alerts.length === SERIES && alerts.every(({ state }) => state === 'resolved'),
    );
    await inbox.until((received) => new Set(received.map(({ notice }) => notice)).size >= 2 * SERIES);
  }

  async #send(round: number, value: (i: number) => number): Promise<void> {
    const timestamp = this.begin + round * 1_000;
    const samples = Array.from({ length: SERIES }, (_, i) => ({
      metric: 'cpu_usage',
      labels: { instance: `web-${i}` },
      value: value(i),
      timestamp,
    }));
    await this.api.tocsin.sendMetrics({ body: { samples } }, { mayRepeat: true });
  }
}

/** A platform that the scenario runs on. */
export interface Stage {
  readonly api: Api;
  /** Every transition that stands in the log when all is over. */
  finalTransitions(): Promise<Transition[]>;
  remove(): Promise<void>;
}

/** What a run left: its transitions, what the webhook must have seen, and what it saw; each once and sorted. */
export interface Outcome {
  essence: string[];
  notices: string[];
  seen: string[];
}

/** Plays the scenario on a stage of its own. `disturb` runs while the samples of a round are on their way. */
export async function play<Played extends Stage>(
  open: () => Promise<Played>,
  begin: number,
  disturb: (stage: Played, round: number) => Promise<void>,
): Promise<Outcome> {
  const stage = await open();
  const inbox = await Inbox.start();
  try {
    const scenario = new HundredAlerts(stage.api, begin);
    await scenario.prepare(inbox);
    for (let round = 0; round < ROUNDS; round += 1) {
      const sent = scenario.round(round);
      await disturb(stage, round);
      await sent;
    }
    await scenario.cool();
    await scenario.settled(inbox);
    const transitions = await stage.finalTransitions();
    const seen = [...new Set(inbox.received.map(({ notice }) => notice))].sort();
    return { essence: essence(transitions), notices: noticesOf(transitions), seen };
  } finally {
    await stage.remove();
    await inbox.stop();
  }
}

/** Two runs made the same transitions, each once, and the webhook of the first saw each of them and no other. */
export function expectSame(disturbed: Outcome, undisturbed: Outcome): void {
  const same = { left: 2 * SERIES, right: 2 * SERIES, onlyLeft: [], onlyRight: [] };
  expect(difference(disturbed.essence, undisturbed.essence)).toEqual(same);
  expect(difference(disturbed.seen, disturbed.notices)).toEqual(same);
}

/** What two runs must have in common: each transition's id and everything in it but its place in the log. */
export function essence(transitions: readonly Transition[]): string[] {
  return transitions.map(({ source: _source, ...rest }) => JSON.stringify(sortedByName(rest))).sort();
}

/** The same value with the names of its objects in order, so that equal values are equal texts. */
function sortedByName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedByName);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sortedByName(part)]));
}

/** What the webhook must have seen: exactly the notices of these transitions, each at least once. */
function noticesOf(transitions: readonly Transition[]): string[] {
  return [
    ...new Set(transitions.filter(({ state }) => state === 'firing' || state === 'resolved').map(noticeOf)),
  ].sort();
}

/** Says of two lists how they differ, in a few lines rather than in thousands. */
export function difference(
  left: readonly string[],
  right: readonly string[],
): { left: number; right: number; onlyLeft: string[]; onlyRight: string[] } {
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  const onlyLeft = left.filter((one) => !inRight.has(one)).slice(0, 3);
  const onlyRight = right.filter((one) => !inLeft.has(one)).slice(0, 3);
  return { left: left.length, right: right.length, onlyLeft, onlyRight };
}
