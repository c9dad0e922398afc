import { samples as samplesTopic } from '@tocsin/contracts/topics/samples';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { Matcher } from '@tocsin/domain/promql/ast';
import { placeOfRule } from '@tocsin/domain/replay/explain-group';
import { reachOfGroup, reachOfRule } from '@tocsin/domain/replay/reach';
import type { WhyNot, WhyNotReason } from '@tocsin/domain/replay/why-not';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import { notFound } from '../problem.js';
import type { LogStretch } from './replay-runner.js';
import { expired, groupOfRule, optionsOf, type ReplayWorld, SubjectVersions, versionLost } from './replay-world.js';
import { entriesOf } from './rule-versions.js';

export interface WhyNotRequest {
  readonly tenant: string;
  readonly ruleId: string;
  readonly matchers: readonly Matcher[];
  /** When it might have fired; ms since 1970. */
  readonly at: number;
}

/** Says why rules did not fire. */
export class WhyNotAsker {
  constructor(
    private readonly world: ReplayWorld,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError when there is no such rule, or the time is too long ago */
  async ask(request: WhyNotRequest, gone?: AbortSignal): Promise<WhyNot> {
    const { tenant, ruleId, at } = request;
    if (at < this.clock.now() - samplesTopic.retentionMs) throw expired(`${new Date(at).toISOString()} is asked about`);
    const group = groupOfRule(this.world.groups.ofTenant(tenant), ruleId);
    if (group === null && this.world.rules.get(tenant, ruleId) === null) throw notFound('such rule');
    return this.world.runner.admit(
      (signal) => (group === null ? this.#askRule(request, signal) : this.#askGroup(request, group.name, signal)),
      gone,
    );
  }

  async #askRule(request: WhyNotRequest, signal: AbortSignal): Promise<WhyNot> {
    const { tenant, ruleId, at, matchers } = request;
    const versions = new SubjectVersions<AlertRule>(
      this.world,
      tenant,
      { kind: 'rule', id: ruleId },
      await this.#isWhole(),
    );
    const then = await versions.at(at);
    if (then.kind === 'lost') throw versionLost('The rule', 'the version of then');
    if (then.kind === 'absent') return this.#notThere(request, versions.current?.created_at ?? null);
    const rule = then.value;
    if (rule.status !== 'active')
      return noEntities(request, rule.version, 'not_active', `the rule was ${rule.status}, which is not evaluated`);
    const { initial, stretch, since } = await this.#before(versions, at, reachOfRule(rule));
    const question = { kind: 'why-not-rule', rule, matchers, at, since } as const;
    const options = optionsOf(this.world, tenant);
    return (await this.world.runner.run({ options, initial, question }, stretch, signal)).answer;
  }

  async #askGroup(request: WhyNotRequest, name: string, signal: AbortSignal): Promise<WhyNot> {
    const { tenant, ruleId, at, matchers } = request;
    const versions = new SubjectVersions<RuleGroupDocument>(
      this.world,
      tenant,
      { kind: 'group', name },
      await this.#isWhole(),
    );
    const then = await versions.at(at);
    if (then.kind === 'lost') throw versionLost('The rule group', 'the version of then');
    if (then.kind === 'absent') return this.#notThere(request, versions.current?.created_at ?? null);
    const document = then.value;
    const place = placeOfRule(document, ruleId);
    if (place < 0)
      return noEntities(
        request,
        document.version,
        'not_created',
        `the group had no such rule in its version ${document.version}`,
      );
    const { initial, stretch } = await this.#before(versions, at, reachOfGroup(document));
    const question = { kind: 'why-not-group', ruleId, document, place, matchers, at } as const;
    const options = optionsOf(this.world, tenant);
    return (await this.world.runner.run({ options, initial, question }, stretch, signal)).answer;
  }

  /** The stretch of the log up to a time that is long enough to tell what stood then, and what was in force before it. */
  async #before(
    versions: SubjectVersions,
    at: number,
    reachMs: number,
  ): Promise<{ initial: ReturnType<typeof entriesOf>; stretch: LogStretch; since: number }> {
    const { samples } = this.world;
    const since = at - reachMs;
    const [start, to] = await Promise.all([samples.startAt(since), samples.endAt(at)]);
    const then = await versions.at(since);
    const initial = then.kind === 'known' && !start.isBeginning ? entriesOf(then.value) : [];
    return { initial, stretch: { from: start.offsets, to, partition: null }, since };
  }

  async #isWhole(): Promise<boolean> {
    return (await this.world.samples.startAt(0)).isBeginning;
  }

  #notThere(request: WhyNotRequest, createdAt: number | null): WhyNot {
    const since = createdAt === null ? '' : `; it was created at ${new Date(createdAt).toISOString()}`;
    return noEntities(
      request,
      null,
      'not_created',
      `the rule was not there at ${new Date(request.at).toISOString()}${since}`,
    );
  }
}

function noEntities(
  { ruleId, at }: WhyNotRequest,
  version: number | null,
  reason: WhyNotReason,
  sentence: string,
): WhyNot {
  const none = { entities: [], steps: [], plan: null, close_names: [] };
  return { rule_id: ruleId, rule_version: version, at, reason, sentence, ...none };
}
