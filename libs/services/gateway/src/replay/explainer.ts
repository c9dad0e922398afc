import type { Transition } from '@tocsin/domain/engine/transition';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import { isOfGroup } from '@tocsin/domain/replay/compare-transitions';
import { isExternal } from '@tocsin/domain/alerting/external-alert';
import { placeOfRule } from '@tocsin/domain/replay/explain-group';
import { type Decision, DecisionSchema } from '@tocsin/domain/replay/explanation';
import { reachOfGroup, reachOfRule } from '@tocsin/domain/replay/reach';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { queryOf } from '@tocsin/domain/rules/rule-query';
import { z } from 'zod';
import { notFound, ProblemError } from '../problem.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import type { LogStretch } from './replay-runner.js';
import { expired, groupOfRule, optionsOf, type ReplayWorld, SubjectVersions, versionLost } from './replay-world.js';
import { entriesOf } from './rule-versions.js';
import type { LogStart } from './samples-log.js';

/** A record of the partial results stands some moments after the last sample that it is made of. */
const SETTLING_MS = 2_000;

export const ExplanationSchema = z
  .strictObject({
    alert_id: z.string(),
    reproduced: z.boolean().meta({ description: 'Whether each transition came out identical to the one in the log.' }),
    compared: z.string().meta({ description: 'What was compared.' }),
    note: z.string().nullable(),
    rule: z.strictObject({
      id: z.string(),
      name: z.string(),
      version: z.int(),
      text: z.string().meta({ description: 'As PromQL: of a rule of conditions, what is true where they hold.' }),
      definition: z.unknown().meta({ description: 'The rule, or its group, as it stood.' }),
    }),
    replayed_from: z.number().meta({ description: 'Since when the log was read; ms since 1970.' }),
    records: z.int().meta({ description: 'How many of its records were read, by the replay that is told.' }),
    decisions: z.array(DecisionSchema),
  })
  .meta({ id: 'Explanation', description: 'An alert decided again from the log.' });
export type Explanation = z.infer<typeof ExplanationSchema>;

const madeElsewhere = (name: string): ProblemError =>
  new ProblemError(
    409,
    'made-elsewhere',
    'The alert was made elsewhere',
    `"${name}" was posted by somebody who evaluates it; only alerts of the rules here can be decided again.`,
  );

interface Attempt {
  readonly decisions: readonly Decision[];
  readonly records: number;
  readonly from: number;
  readonly note: string | null;
}

/** Decides alerts again from the log. */
export class Explainer {
  constructor(
    private readonly world: ReplayWorld,
    private readonly alerts: Pick<AlertDirectory, 'transitionsOf'>,
  ) {}

  /** @throws ProblemError when the alert is not known, or too old for the log */
  async explain(tenant: string, alertId: string, gone?: AbortSignal): Promise<Explanation> {
    const recorded = this.alerts.transitionsOf(tenant, alertId);
    const [first, last] = [recorded[0], recorded.at(-1)];
    if (first === undefined || last === undefined) throw notFound('such alert');
    if (isExternal(last)) throw madeElsewhere(last.rule_name);
    return this.world.runner.admit(async (signal) => {
      const { began, ended } = await this.#span(first, last);
      const definition = await this.#definition(tenant, last);
      const explaining = { recorded, definition, began, ended, tenant, signal };
      const { decisions, records, from, note } = await this.#reproduce(explaining);
      const isGroup = !('id' in definition);
      return {
        alert_id: alertId,
        reproduced: decisions.every(({ reproduced }) => reproduced),
        compared: isGroup
          ? 'all fields but source, which names a record of partial results that a replay does not write'
          : 'all fields',
        note,
        rule: {
          id: last.rule_id,
          name: last.rule_name,
          version: last.rule_version,
          text: isGroup ? textOfRule(definition, last.rule_id) : queryOf(definition.conditions),
          definition,
        },
        replayed_from: from,
        records,
        decisions: [...decisions],
      };
    }, gone);
  }

  async #span(first: Transition, last: Transition): Promise<{ began: number; ended: number }> {
    const { samples } = this.world;
    const [began, ended] = await Promise.all([first, last].map((one) => samples.writtenAt(one, isOfGroup(one))));
    if (began === null || ended === null || began === undefined || ended === undefined)
      throw expired(`The alert began at ${new Date(first.at).toISOString()}`);
    return { began, ended };
  }

  async #definition(
    tenant: string,
    { rule_id, rule_version, evidence }: Transition,
  ): Promise<AlertRule | RuleGroupDocument> {
    const isGroup = evidence[0]?.path === 'expr';
    const subject = isGroup
      ? ({ kind: 'group', name: await this.#groupName(tenant, rule_id) } as const)
      : ({ kind: 'rule', id: rule_id } as const);
    const found = await new SubjectVersions(this.world, tenant, subject, false).version(rule_version);
    if (found === null) throw versionLost(isGroup ? 'The rule group' : 'The rule', `version ${rule_version}`);
    return found;
  }

  async #groupName(tenant: string, ruleId: string): Promise<string> {
    const standing = groupOfRule(this.world.groups.ofTenant(tenant), ruleId);
    if (standing !== null) return standing.name;
    const changes = await this.world.samples.changes(tenant);
    const former = changes.flatMap(({ entry }) =>
      entry.kind === 'group' && entry.group !== null ? [entry.group] : [],
    );
    const found = groupOfRule(former, ruleId);
    if (found === null) throw versionLost('The rule group', 'the one that this alert is of');
    return found.name;
  }

  /** Begins further and further back, until the transitions come out as they are in the log, or the log has no more. */
  async #reproduce(explaining: Explaining): Promise<Attempt> {
    const { definition, began } = explaining;
    const reach = 'id' in definition ? reachOfRule(definition) : reachOfGroup(definition);
    for (let back = reach; ; back *= 2) {
      const start = await this.world.samples.startAt(began - back);
      const attempt = await this.#attempt(explaining, start, began - back);
      const isReproduced = attempt.decisions.every(({ reproduced }) => reproduced);
      if (isReproduced || start.isEarliest) return { ...attempt, note: isReproduced ? null : attempt.note };
    }
  }

  async #attempt(explaining: Explaining, start: LogStart, from: number): Promise<Attempt> {
    const { world } = this;
    const { recorded, definition, ended, tenant, signal } = explaining;
    const subject =
      'id' in definition
        ? ({ kind: 'rule', id: definition.id } as const)
        : ({ kind: 'group', name: definition.name } as const);
    const then = await new SubjectVersions(world, tenant, subject, start.isBeginning).at(from);
    const initial = then.kind === 'known' && !start.isBeginning ? entriesOf(then.value) : [];
    const options = optionsOf(world, tenant);
    const question =
      'id' in definition
        ? ({ kind: 'explain-rule', recorded, rule: definition } as const)
        : ({ kind: 'explain-group', recorded, document: definition } as const);
    const stretch = await this.#stretch(recorded, start, ended);
    const { answer, records } = await world.runner.run({ options, initial, question }, stretch, signal);
    return { decisions: answer, records, from, note: noteOf(then.kind, start) };
  }

  async #stretch(recorded: readonly Transition[], start: LogStart, ended: number): Promise<LogStretch> {
    const last = recorded.at(-1) as Transition;
    if (isOfGroup(last))
      return { from: start.offsets, to: await this.world.samples.endAt(ended + SETTLING_MS), partition: null };
    const { partition, offset } = last.source;
    const to = start.offsets.map((from, i) => (i === partition ? offset + 1 : from));
    return { from: start.offsets, to, partition };
  }
}

interface Explaining {
  readonly recorded: readonly Transition[];
  readonly definition: AlertRule | RuleGroupDocument;
  /** When the records were written that the first and the last transition were decided at; ms since 1970. */
  readonly began: number;
  readonly ended: number;
  readonly tenant: string;
  readonly signal: AbortSignal;
}

function textOfRule(document: RuleGroupDocument, ruleId: string): string {
  return document.rules[placeOfRule(document, ruleId)]?.expr ?? '';
}

function noteOf(then: 'known' | 'absent' | 'lost', { isEarliest, isBeginning }: LogStart): string | null {
  if (then === 'lost')
    return 'the version of the rule from before the alert can no longer be had, so that the replay began without it';
  if (isEarliest && !isBeginning)
    return 'the replay began at the earliest record that the log still holds, and what it does not hold may have mattered';
  return null;
}
