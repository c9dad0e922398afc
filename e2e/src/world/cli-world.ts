import { randomUUID } from 'node:crypto';
import { topicName } from '@tocsin/contracts/define-topic';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import type { EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Inbox } from './inbox.js';
import { Standalone } from './standalone.js';

/** A record that no gateway can use. */
const BAD_RECORD = '{"tenant_id":"acme_main","samples":"none"}';

/** A platform with a little of everything, for commands to be run against. */
export class CliWorld {
  /** What stands for ids in what is told. */
  readonly names = new Map<string, string>();
  alert = '';
  silence = '';
  /** The token of somebody else, who may approve. */
  colleague = '';
  /** Two runs that wait for somebody. */
  runs: { readonly id: string; readonly planHash: string }[] = [];

  private constructor(
    readonly standalone: Standalone,
    readonly inbox: Inbox,
  ) {}

  static async start(): Promise<CliWorld> {
    const standalone = await Standalone.start({ ENABLE_ML_FEATURES: 'false' }, leaveBadRecord);
    const world = new CliWorld(standalone, await Inbox.start());
    await world.#seed();
    return world;
  }

  /** What commands find the platform by. */
  get environment(): Readonly<Record<string, string>> {
    return { TOCSIN_URL: this.standalone.api.base, TOCSIN_TOKEN: this.standalone.api.token };
  }

  /** The same text whatever ids, times and ports there were. */
  normalised(text: string): string {
    let told = text
      .replaceAll(this.standalone.api.base, 'http://127.0.0.1:8000')
      .replaceAll(this.inbox.url, 'http://127.0.0.1:9900/');
    for (const [id, name] of this.names) told = told.replaceAll(id, `<${name}>`);
    return (
      told
        .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
        .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
        .replaceAll(/\b[0-9a-f]{32}\b/g, '<trace>')
        .replaceAll(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
        .replaceAll(/\b1[67]\d{11}(\.\d+)?\b/g, '<ms>')
        .replaceAll(/\b1[67]\d{8}(\.\d+)?\b/g, '<s>')
        .replaceAll(/\+[0-9A-Za-z+/]{40,}=*/g, '+<key>')
        .replaceAll(/"(latency_ms|records)": \d+/g, '"$1": <number>')
        .replaceAll(/from \d+ records/g, 'from <number> records')
        .replaceAll(/Samples of \d+ minutes/g, 'Samples of <number> minutes')
        .replaceAll(/"series": \d+/g, '"series": <number>')
        .replaceAll(/"source": \{[^}]*\}/g, '"source": <place>')
        // YAML puts quotes round one that reads as a number, which one in some hundred does.
        .replaceAll(/(fingerprint: )"?[0-9a-f]{16}\b"?/g, '$1<fingerprint>')
        .replaceAll(/(fingerprint"?:"? ?"?)[0-9a-f]{16}\b/g, '$1<fingerprint>')
    );
  }

  async stop(): Promise<void> {
    await this.standalone.remove();
    await this.inbox.stop();
  }

  async #seed(): Promise<void> {
    const { api } = this.standalone;
    const { tocsin } = api;
    const on = (metric_path: string, threshold: number) =>
      ({
        category: 'infrastructure',
        conditions: [{ type: 'threshold', metric_path, operator: '>', threshold }],
      }) as const;
    const cpu = await tocsin.createRule({
      body: { name: 'High CPU Usage', severity: 'CRITICAL', ...on('cpu_usage', 80) },
    });
    const queue = await tocsin.createRule({
      body: { name: 'Queue is long', severity: 'HIGH', status: 'draft', ...on('queue_length', 100) },
    });
    this.names.set(cpu.data.id, 'rule High CPU Usage');
    this.names.set(queue.data.id, 'rule Queue is long');
    await tocsin.updateRuleGroup({ name: 'shop', body: { rules: [{ record: 'orders:sum', expr: 'sum(orders)' }] } });
    const receiver = await tocsin.createReceiver({ body: { name: 'on-call', type: 'webhook', url: this.inbox.url } });
    this.names.set(receiver.data.id, 'receiver on-call');
    const disk = await tocsin.createRule({
      body: { name: 'Disk is full', severity: 'HIGH', ...on('disk_usage', 90) },
    });
    this.names.set(disk.data.id, 'rule Disk is full');
    // Who approves must have been allowed to before there was anything to approve.
    const [user, password] = ['colleague', randomUUID()];
    await tocsin.createUser({ body: { name: user, password, role: 'approver' } });
    this.colleague = (await tocsin.logIn({ body: { user, password } })).data.access_token;
    this.alert = await this.#healed('High CPU Usage', 'cpu_usage');
    await this.#healed('Disk is full', 'disk_usage');
    const matchers = ['instance="web-9"'];
    const ends_at = systemClock.now() + 3_600_000;
    const recurrence = {
      time_intervals: [{ weekdays: ['sunday'], times: [{ start_time: '02:00', end_time: '04:00' }] }],
    };
    const silence = await tocsin.createSilence({
      body: { kind: 'silence', matchers, comment: 'new disk', starts_at: systemClock.now(), ends_at, recurrence },
    });
    this.silence = silence.data.id;
    this.names.set(this.silence, 'silence');
    // What comes by and by has come: notifications, samples in the history, and the record that nobody can use.
    const isHealthy = ({ health }: { health?: { state: string } }): boolean => health?.state === 'healthy';
    await api.dataUntil(`/api/receivers/${receiver.data.id}`, isHealthy);
    await api.dataUntil<{ result: unknown[] }>('/api/v1/query?query=cpu_usage', ({ result }) => result.length > 0);
    await api.dataUntil<unknown[]>('/api/dead-letters', ({ length }) => length === 1);
  }

  /** Has a rule fire, and waits for the run that shall heal it and for the alert that asks for its approval. */
  async #healed(rule: string, metric: string): Promise<string> {
    const { api } = this.standalone;
    const { tocsin } = api;
    const playbook = await tocsin.createPlaybook({
      body: {
        name: `Call for help: ${rule}`,
        trigger: { matchers: [`alertname="${rule}"`] },
        steps: [{ name: 'call', actions: [{ kind: 'webhook', url: `${api.base}/${metric}`, body: {} }] }],
        cooldown_ms: 0,
        budget: { per_target: 1_000, per_playbook: 1_000, per_tenant: 1_000 },
      },
    });
    this.names.set(playbook.data.id, `playbook for ${metric}`);
    await tocsin.sendMetrics({ body: { samples: [{ metric, labels: { instance: 'web-1' }, value: 95 }] } });
    const count = 2 * (this.runs.length + 1);
    const alerts = await api.alertsUntil((found) => found.filter(({ state }) => state === 'firing').length === count);
    const alert = alerts.find(({ rule_name }) => rule_name === rule);
    const waiting = (found: readonly { state: string }[]): boolean =>
      found.filter(({ state }) => state === 'awaiting_approval').length > this.runs.length;
    const [newest] = await api.dataUntil<{ id: string; state: string }[]>('/api/healing-runs', waiting);
    const { data } = await tocsin.getHealingRun({ id: newest?.id ?? '' });
    this.runs.push({ id: data.id, planHash: data.plan_hash });
    this.names.set(data.id, `run for ${metric}`);
    this.names.set(alert?.id ?? '', `alert of ${metric}`);
    return alert?.id ?? '';
  }
}

async function leaveBadRecord(log: EventLog): Promise<void> {
  const topic = topicName(metricsJson, 'tocsin');
  const { partitions, cleanup, retentionMs } = metricsJson;
  await log.ensureTopics([{ name: topic, partitions, cleanup, retentionMs }]);
  await log.append(topic, [{ key: 'bad', value: new TextEncoder().encode(BAD_RECORD) }]);
}
