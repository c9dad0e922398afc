import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { type Role, RoleSchema } from '@tocsin/domain/access/permission';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from '../world/api.js';
import { type BlippingLoad, incidentBody, pagingRule, pagingRuleBody, samplesOf, untilKept } from '../world/blips.js';
import { Standalone } from '../world/standalone.js';

/** Stands in whatever the tenant of this name owns, so that an answer to another tenant can be searched for it. */
export const MARK = 'ambers-own';
export const tenants = ['amber', 'basalt'] as const;
export type Tenant = (typeof tenants)[number];
export const roles = RoleSchema.options;

interface Made {
  id: string;
}

/** What a silence of the mark says. */
export const silenceBody = () => ({
  matchers: [`owner="${MARK}"`],
  comment: `of ${MARK}`,
  ends_at: systemClock.now() + 3_600_000,
});

/** A platform with two tenants, each with somebody of every role; what is asked about belongs to `amber`. */
export class TwoTenants {
  readonly #tokens = new Map<string, string>();
  #loud: Promise<Made & { load: BlippingLoad }> | null = null;
  #receiver: Promise<Made> | null = null;
  #groupProposals = 0;
  #healed: Promise<void> | null = null;
  #author: Promise<Made & { token: string }> | null = null;

  private constructor(
    readonly standalone: Standalone,
    readonly operator: Api,
  ) {}

  static async start(): Promise<TwoTenants> {
    const config = join(tmpdir(), `tocsin-matrix-${randomUUID()}.yaml`);
    // A thousand requests come from one address here.
    await writeFile(config, 'security: { enable_rate_limiting: false }\n');
    const standalone = await Standalone.start({ TOCSIN_CONFIG: config });
    const world = new TwoTenants(standalone, standalone.api);
    for (const tenant of tenants) {
      for (const role of roles) {
        const asked = { subject: `${role} of ${tenant === 'amber' ? MARK : tenant}`, tenant_id: tenant, role };
        const { body } = await world.operator.insist(201, 'POST', '/api/tokens', asked);
        world.#tokens.set(`${tenant}/${role}`, (body['data'] as { token: string }).token);
      }
    }
    await world.make('/api/rules', { ...ruleOver('cpu_usage'), name: `${MARK} alerts` });
    return world;
  }

  /** The API as somebody sees it. */
  as(tenant: Tenant, role: Role): Api {
    return new Api(this.operator.base, this.#tokens.get(`${tenant}/${role}`) ?? '');
  }

  get amber(): Api {
    return this.as('amber', 'admin');
  }

  async make(path: string, body: object, method = 'POST'): Promise<Made> {
    const answer = await this.amber.insist(method === 'PUT' ? 200 : 201, method, path, body);
    return answer.body['data'] as Made;
  }

  /** Resolves once both tenants have a ledger with a checkpoint: a new one is signed for at once. */
  async sealed(): Promise<void> {
    await this.as('basalt', 'viewer').insist(403, 'POST', '/api/rules', ruleOver('quiet'));
    for (const tenant of tenants)
      while ((await this.as(tenant, 'admin').ask('GET', '/api/audit/checkpoint')).status !== 200)
        await systemClock.wait(50);
  }

  rule(): Promise<Made> {
    return this.make('/api/rules', { ...ruleOver('quiet'), name: `${MARK} rule`, labels: { owner: MARK } });
  }

  draft(): Promise<Made> {
    return this.make('/api/rules', { ...ruleOver('quiet'), name: `${MARK} draft`, status: 'draft' });
  }

  /** A rule that waits for approval by somebody else than who wrote it, and the version that waits. */
  async proposal(): Promise<{ path: { id: string }; body: { version: number } }> {
    const author = await this.#authorOfProposals();
    const draft = { ...ruleOver('quiet'), name: `${MARK} proposal`, severity: 'CRITICAL' };
    const created = await author.insist(201, 'POST', '/api/rules', draft);
    const { id } = created.body['data'] as Made;
    const { body } = await this.amber.insist(200, 'GET', '/api/proposals?limit=500');
    const proposals = body['data'] as { rule_id: string; version: number }[];
    return { path: { id }, body: { version: proposals.find(({ rule_id }) => rule_id === id)?.version ?? 0 } };
  }

  /** The same of a rule group; each has a name of its own. */
  async groupProposal(): Promise<{ path: { name: string }; body: { version: number } }> {
    const author = await this.#authorOfProposals();
    this.#groupProposals += 1;
    const name = `proposed group ${this.#groupProposals}`;
    const rules = [{ alert: 'Down', expr: 'up == 0', labels: { severity: 'critical', owner: MARK } }];
    const put = await author.insist(202, 'PUT', `/api/rule-groups/${encodeURIComponent(name)}`, { rules });
    const { proposal } = put.body['meta'] as { proposal: { version: number } };
    return { path: { name }, body: { version: proposal.version } };
  }

  /** Who writes what has to be approved, and may not approve. */
  async #authorOfProposals(): Promise<Api> {
    await this.amber.insist(200, 'PUT', '/api/approval-policy', { severities: ['CRITICAL'] });
    this.#author ??= this.make('/api/tokens', { subject: `author ${MARK}`, role: 'editor' }) as Promise<
      Made & { token: string }
    >;
    return new Api(this.operator.base, (await this.#author).token);
  }

  /** The same one each time: a tenant may have few. */
  sameReceiver(): Promise<Made> {
    this.#receiver ??= this.receiver();
    return this.#receiver;
  }

  receiver(): Promise<Made> {
    return this.make('/api/receivers', { name: `${MARK} receiver`, url: 'http://127.0.0.1:9/' });
  }

  /** A notification of an alert that was tried at least once; nobody listens where it goes. */
  async notification(): Promise<Made> {
    await this.sameReceiver();
    await this.alert();
    for (;;) {
      const { body } = await this.amber.insist(200, 'GET', '/api/notifications?limit=1');
      const [found] = body['data'] as Made[];
      if (found !== undefined) return found;
      await systemClock.wait(50);
    }
  }

  /** @returns the name, which does not hold the mark: it comes back to whoever asks for it */
  async group(): Promise<string> {
    const name = `group-${randomUUID()}`;
    const rules = [{ alert: 'Group', expr: 'up == 0', labels: { owner: MARK } }];
    await this.amber.insist(201, 'PUT', `/api/rule-groups/${name}`, { name, rules });
    return name;
  }

  /** A user, and what logs it in. */
  async user(): Promise<Made & { login: object }> {
    const [user, password] = [`${MARK} ${randomUUID()}`, 'correct horse battery staple'];
    const { id } = await this.make('/api/users', { name: user, password, role: 'editor' });
    return { id, login: { tenant_id: 'amber', user, password } };
  }

  async refreshToken(): Promise<string> {
    const { body } = await this.amber.insist(201, 'POST', '/api/sessions', (await this.user()).login);
    return (body['data'] as { refresh_token: string }).refresh_token;
  }

  account(): Promise<Made> {
    return this.make('/api/service-accounts', { name: `${MARK} ${randomUUID()}`, role: 'viewer' });
  }

  async key(): Promise<{ id: string; key_id: string }> {
    const { id } = await this.account();
    return { id, key_id: (await this.make(`/api/service-accounts/${id}/keys`, {})).id };
  }

  /** A policy in each of the two tenants, so that each has something of its own to read, replace and delete. */
  async policies(): Promise<void> {
    const route = { receivers: [], group_by: ['alertname'] };
    for (const tenant of tenants) await this.as(tenant, 'admin').ask('PUT', '/api/notification-policy', { route });
  }

  silence(): Promise<Made> {
    return this.make('/api/silences', silenceBody());
  }

  incident(): Promise<Made> {
    const [starts_at, ends_at] = [systemClock.now() - 60_000, systemClock.now()];
    return this.make('/api/incidents', { title: MARK, matchers: ['alertname="quiet"'], starts_at, ends_at });
  }

  /** What an alert of the tenant came to, with others of its group. */
  async alertIncident(): Promise<Made> {
    await this.alert();
    const { body } = await this.amber.insist(200, 'GET', '/api/alert-incidents?limit=1');
    return (body['data'] as [Made])[0];
  }

  /** A recommendation that nobody has decided about; the same one while that is so. */
  async recommendation(): Promise<Made> {
    this.#loud ??= this.#loudRule();
    const { id, load } = await this.#loud;
    const open = await this.amber.insist(200, 'GET', `/api/recommendations?state=open&rule_id=${id}`);
    const [known] = open.body['data'] as Made[];
    if (known !== undefined) return known;
    // The one before may have been accepted.
    await this.amber.insist(200, 'PUT', `/api/rules/${id}`, pagingRuleBody(load), { 'if-match': '*' });
    const made = await this.make(`/api/rules/${id}/recommendations`, {});
    return (made as Made & { recommendation: Made }).recommendation;
  }

  async acceptedRecommendation(): Promise<Made> {
    const made = await this.recommendation();
    await this.amber.insist(200, 'POST', `/api/recommendations/${made.id}/accept`, {});
    return made;
  }

  /** A rule for which another setting is recommended, with its history. */
  async #loudRule(): Promise<Made & { load: BlippingLoad }> {
    const load: BlippingLoad = {
      metric: 'loud',
      name: `${MARK} is loud`,
      began: systemClock.now() - 6 * 3_600_000,
      minutes: 360,
      incidents: [60, 150],
      blips: 100,
      realEach: 100,
    };
    const id = await pagingRule(this.amber, load);
    await this.amber.insist(202, 'POST', '/api/metrics', { samples: samplesOf(load) });
    for (const at of load.incidents) await this.make('/api/incidents', incidentBody(load, at));
    await untilKept(this.amber, load);
    return { id, load };
  }

  /** An alert that was acknowledged, or snoozed. */
  async alertThatIs(word: 'acknowledge' | 'snooze'): Promise<Made> {
    const made = await this.alert();
    await this.amber.insist(200, 'POST', `/api/alerts/${made.id}/${word}`, {});
    return made;
  }

  playbook(): Promise<Made> {
    return this.make('/api/playbooks', playbookBody('quiet', MARK));
  }

  /** A run that waits for approval; the same one while nobody has decided about it. */
  async healingRun(): Promise<Made & { plan_hash: string }> {
    this.#healed ??= this.#healedRule();
    await this.#healed;
    await this.#healingIsOn();
    // While a run is open, nothing else is done to what it touches: an alert that comes then is told again, as another one.
    for (let looks = 0; ; looks += 1, await systemClock.wait(50)) {
      const { body } = await this.amber.insist(200, 'GET', '/api/healing-runs');
      const waiting = (body['data'] as (Made & { state: string })[]).find(({ state }) => state === 'awaiting_approval');
      if (waiting !== undefined) {
        const read = await this.amber.insist(200, 'GET', `/api/healing-runs/${waiting.id}`);
        return read.body['data'] as Made & { plan_hash: string };
      }
      if (looks % 10 > 0) continue;
      const samples = [{ metric: 'healed', labels: { instance: randomUUID() }, value: 95 }];
      await this.amber.insist(202, 'POST', '/api/metrics', { samples });
    }
  }

  /** What a run is asked for by. */
  async healingWish(): Promise<{ playbook_id: string; alert_id: string }> {
    await this.#healingIsOn();
    return { playbook_id: (await this.playbook()).id, alert_id: (await this.alert()).id };
  }

  /** A run that was asked for. */
  async healingRequest(): Promise<Made> {
    const { body } = await this.amber.insist(202, 'POST', '/api/healing-requests', await this.healingWish());
    return body['data'] as Made;
  }

  /** Another row may have switched it off. */
  async #healingIsOn(): Promise<void> {
    await this.amber.insist(200, 'DELETE', '/api/healing-switch');
  }

  /** A rule that a playbook is for, which somebody has written who decides about nothing. */
  async #healedRule(): Promise<void> {
    const name = `${MARK} is healed`;
    await this.make('/api/rules', { ...ruleOver('healed'), name });
    await this.as('amber', 'editor').insist(
      201,
      'POST',
      '/api/playbooks',
      playbookBody(name, MARK, `${this.operator.base}/nowhere`),
    );
  }

  token(): Promise<Made> {
    return this.make('/api/tokens', { subject: MARK, role: 'viewer' });
  }

  /** @returns a name that nobody has had, without the mark: it comes back to whoever asks for it */
  newName(): string {
    return `person ${randomUUID()}`;
  }

  /** @returns the name of somebody who may come in */
  async person(): Promise<string> {
    const subject = this.newName();
    await this.make('/api/tokens', { subject, role: 'viewer' });
    return subject;
  }

  /** @returns the pseudonym of somebody who was erased */
  async erased(): Promise<string> {
    const path = `/api/subjects/${encodeURIComponent(await this.person())}/erasure`;
    const { body } = await this.amber.insist(200, 'POST', path);
    return (body['data'] as { certificate: { subject_id: string } }).certificate.subject_id;
  }

  async tenant(): Promise<string> {
    const id = `t-${randomUUID()}`;
    await this.operator.insist(201, 'POST', '/api/tenants', { id, name: 'Another' });
    return id;
  }

  /** An alert that fires. */
  async alert(): Promise<Made> {
    const instance = `${MARK}-${randomUUID()}`;
    const samples = [{ metric: 'cpu_usage', labels: { instance }, value: 95 }];
    await this.amber.insist(202, 'POST', '/api/metrics', { samples });
    const alerts = await this.amber.alertsUntil((all) => all.some(({ labels }) => labels['instance'] === instance));
    return alerts.find(({ labels }) => labels['instance'] === instance) as Made;
  }

  /** What the tenant amber has, as its admin sees it: the texts of its things, by the lists that they stand in. */
  async amberNow(): Promise<Record<string, string[]>> {
    const lists: Record<string, string[]> = {};
    for (const name of ['rules', 'rule-groups', 'receivers', 'alerts', 'users', 'service-accounts', 'tokens']) {
      lists[name] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const more = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await this.amber.insist(200, 'GET', `/api/${name}?limit=500${more}`);
        const things = body['data'] as { id?: string; name?: string }[];
        lists[name].push(...things.map((thing) => JSON.stringify(thing)));
        cursor = (body['meta'] as { next_cursor?: string }).next_cursor;
      }
    }
    return lists;
  }

  stop(): Promise<void> {
    return this.standalone.remove();
  }
}

/** A playbook for alerts of a name, whose runs fail at once: whoever is asked knows of no such path. */
export const playbookBody = (alert: string, name: string, url = 'http://127.0.0.1:9/') => ({
  name,
  trigger: { matchers: [`alertname="${alert}"`] },
  steps: [{ actions: [{ kind: 'webhook', url, body: {} }] }],
  cooldown_ms: 0,
  budget: { per_target: 1_000, per_playbook: 1_000, per_tenant: 1_000 },
  storm: { triggers_max: 1_000 },
});

/** A rule that fires above 80. */
export function ruleOver(metric: string) {
  const metric_path = `current_metrics.${metric}`;
  return {
    name: metric,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path, operator: '>', threshold: 80 }],
  } as const;
}
