import { essenceOf, type Message, MessageInbox } from './message-inbox.js';
import type { Api } from './api.js';

const RACKS = 10;
const HOSTS = 8;
/** Every host of it fires, and is held back by an alert of its switch. */
const INHIBITED = 'r9';
export const RACK_ROUNDS = RACKS;

/** A platform that the scenario runs on. */
export interface RackStage {
  readonly api: Api;
  /** Resolves once the notification has taken in all transitions that there are. */
  untilNotified(): Promise<void>;
}

/**
 * Hosts in racks, of which one more gets hot each round, until all cool down; told in a group for each rack to a receiver
 * that refuses every third message. What a rack without its switch has to say is told to nobody.
 */
export class Racks {
  readonly #named = new Map<string, string>();

  private constructor(
    private readonly stage: RackStage,
    readonly inbox: MessageInbox,
    private readonly begin: number,
  ) {}

  static async prepare(stage: RackStage, begin: number): Promise<Racks> {
    const inbox = await MessageInbox.start((count) => count % 3 === 1);
    const racks = new Racks(stage, inbox, begin);
    const { api } = stage;
    const created = await api.tocsin.createReceiver({ body: { name: 'team', type: 'webhook', url: inbox.url } });
    const receiver = created.data.id;
    const rule = (name: string, severity: 'HIGH' | 'CRITICAL', metric: string) =>
      ({
        name,
        severity,
        category: 'infrastructure',
        conditions: [{ type: 'threshold', metric_path: metric, operator: '>', threshold: 80 }],
      }) as const;
    await api.tocsin.createRule({ body: rule('host hot', 'HIGH', 'host_heat') }, { idempotencyKey: 'host' });
    await api.tocsin.createRule({ body: rule('switch down', 'CRITICAL', 'switch_loss') }, { idempotencyKey: 'switch' });
    await api.tocsin.updateNotificationPolicy({
      body: {
        route: {
          receivers: [receiver],
          group_by: ['alertname', 'rack'],
          group_wait: '0s',
          group_interval: '1s',
          repeat_interval: '1h',
        },
        inhibit_rules: [
          { source_matchers: ['severity="critical"'], target_matchers: ['severity="high"'], equal: ['rack'] },
        ],
      },
    });
    await racks.#send(-1, [{ metric: 'switch_loss', labels: { rack: INHIBITED, instance: 'switch' }, value: 99 }]);
    await inbox.until(({ length }) => length > 0);
    return racks;
  }

  /** One rack more gets hot. */
  async round(round: number): Promise<void> {
    const hosts = Array.from({ length: HOSTS }, (_, i) => ({ rack: `r${round}`, instance: `h${round}-${i}` }));
    for (const { instance, rack } of hosts) this.#named.set(instance, rack);
    await this.#send(
      round,
      hosts.map((labels) => ({ metric: 'host_heat', labels, value: 95 })),
    );
  }

  /** Everything that may be told has been told to fire. */
  async heard(): Promise<void> {
    const wanted = [...this.#named].filter(([, rack]) => rack !== INHIBITED).map(([instance]) => instance);
    await this.inbox.until((messages) => {
      const firing = new Set(messages.flatMap(({ alerts }) => alerts.map(({ labels }) => labels['instance'])));
      return wanted.every((instance) => firing.has(instance));
    });
  }

  /** Hosts cool down, the switch last; waits until every end has been told. */
  async cool(): Promise<void> {
    await this.#send(
      RACKS,
      [...this.#named].map(([instance, rack]) => ({ metric: 'host_heat', labels: { rack, instance }, value: 10 })),
    );
    await this.stage.api.alertsUntil(
      (alerts) => alerts.filter(({ state }) => state === 'resolved').length === this.#named.size,
    );
    // Hosts and switch lie in different partitions, and after a death one may be far behind the other: a host that has not
    // ended yet, for all the notification knows, would be told of once its switch is back.
    await this.stage.untilNotified();
    await this.#send(RACKS + 1, [{ metric: 'switch_loss', labels: { rack: INHIBITED, instance: 'switch' }, value: 0 }]);
    const told = RACKS * HOSTS - HOSTS + 1;
    await this.inbox.until(
      (messages) => new Set(messages.flatMap((message) => endsOf(message))).size === told && this.#isAccepted(messages),
    );
  }

  /** Holds what came against what must hold whoever died when. */
  expectToldOnce(): void {
    const { messages } = this.inbox;
    const byKey = Map.groupBy(messages, ({ key }) => key);
    for (const same of byKey.values()) expect(new Set(same.map(({ body }) => body)).size).toBe(1);
    const once = [...byKey.values()].map(([first]) => first as Message);
    const said = once.flatMap((message) =>
      message.alerts.map(({ status, labels }) => `${labels['rack'] ?? ''} ${labels['instance'] ?? ''} ${status}`),
    );
    expect(said.filter((text) => text.startsWith(`${INHIBITED} h`))).toEqual([]);
    // Each end once, and behind the beginning.
    const ends = said.filter((text) => text.endsWith('resolved'));
    expect(new Set(ends).size).toBe(ends.length);
    for (const end of ends) expect(said.indexOf(end.replace('resolved', 'firing'))).toBeLessThan(said.indexOf(end));
    for (const message of once) expect(new Set(message.alerts.map(({ labels }) => labels['rack'])).size).toBe(1);
    // No two messages of a group that follow each other say the same.
    for (const group of Map.groupBy(once, ({ groupKey }) => groupKey).values()) {
      const essences = group.map((message) => essenceOf(message, 'instance'));
      expect(essences.filter((essence, i) => essence === essences[i + 1])).toEqual([]);
    }
  }

  /** Every third message is refused: what came last must not be one that will come again. */
  #isAccepted(messages: readonly Message[]): boolean {
    const accepted = new Set(messages.filter((_, i) => i % 3 !== 1).map(({ key }) => key));
    return messages.every(({ key }) => accepted.has(key));
  }

  async #send(
    round: number,
    samples: readonly { metric: string; labels: Record<string, string>; value: number }[],
  ): Promise<void> {
    const timestamp = this.begin + round * 1_000;
    const body = { samples: samples.map((one) => ({ ...one, timestamp })) };
    await this.stage.api.tocsin.sendMetrics({ body }, { mayRepeat: true });
  }
}

function endsOf({ alerts }: Message): string[] {
  return alerts.flatMap(({ status, labels }) => (status === 'resolved' ? (labels['instance'] ?? []) : []));
}
