import { samples } from '@tocsin/contracts/topics/samples';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import { placeOfRule } from '@tocsin/domain/replay/explain-group';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { ProblemError } from '../problem.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { RuleGroupDirectory } from '../read-model/rule-group-directory.js';
import type { ReplayJob } from './replay-job.js';
import type { ReplayRunner } from './replay-runner.js';
import { changesOfGroup, changesOfRule, versionAt, type VersionThen } from './rule-versions.js';
import type { LoggedChange, SamplesLog } from './samples-log.js';

/** A change is in the log some moments after it was decided, a minute after it for certain. */
const WRITING_MS_MAX = 60_000;

/** What all who replay need. */
export interface ReplayWorld {
  readonly rules: Pick<CompactedDirectory<AlertRule>, 'get' | 'ofTenant'>;
  readonly groups: Pick<RuleGroupDirectory, 'get' | 'ofTenant'>;
  readonly samples: SamplesLog;
  readonly runner: ReplayRunner;
  /** As templates see it where alerts are decided. */
  readonly externalUrl: string;
}

/** The options that every replay of a tenant has. */
export function optionsOf({ externalUrl }: ReplayWorld, tenant: string): ReplayJob['options'] {
  return { tenant, partitions: samples.partitions, world: { externalLabels: {}, externalUrl } };
}

/** A rule, or the group that a rule belongs to. */
export type Subject =
  { readonly kind: 'rule'; readonly id: string } | { readonly kind: 'group'; readonly name: string };

/**
 * Finds how one rule or rule group stood at times. The log is read for it once, and only when what stands now is younger
 * than the time.
 */
export class SubjectVersions<Value extends AlertRule | RuleGroupDocument = AlertRule | RuleGroupDocument> {
  #changes: Promise<{ value: Value | null; at: number }[]> | null = null;

  constructor(
    private readonly world: ReplayWorld,
    private readonly tenant: string,
    readonly subject: Subject,
    private readonly isWhole: boolean,
  ) {}

  get current(): Value | null {
    const { rules, groups } = this.world;
    const { subject, tenant } = this;
    return (subject.kind === 'rule' ? rules.get(tenant, subject.id) : groups.get(tenant, subject.name)) as Value | null;
  }

  async at(time: number): Promise<VersionThen<Value>> {
    const { current } = this;
    if (current !== null && current.updated_at + WRITING_MS_MAX <= time) return { kind: 'known', value: current };
    return versionAt(current, await this.#all(), time, this.isWhole);
  }

  /** A version by its number; null when it can no longer be had. */
  async version(number: number): Promise<Value | null> {
    const { current } = this;
    if (current?.version === number) return current;
    return (await this.#all()).findLast(({ value }) => value?.version === number)?.value ?? null;
  }

  #all(): Promise<{ value: Value | null; at: number }[]> {
    const { subject, world, tenant } = this;
    const own = (changes: readonly LoggedChange[]): object[] =>
      subject.kind === 'rule' ? changesOfRule(changes, subject.id) : changesOfGroup(changes, subject.name);
    this.#changes ??= world.samples.changes(tenant).then((all) => own(all) as { value: Value | null; at: number }[]);
    return this.#changes;
  }
}

/**
 * The group whose rule has this id, among those that a tenant has or had; null when it is no rule of a group.
 *
 * @param groups - groups of that tenant
 */
export function groupOfRule(groups: readonly RuleGroupDocument[], ruleId: string): RuleGroupDocument | null {
  return groups.find((group) => placeOfRule(group, ruleId) >= 0) ?? null;
}

export const versionLost = (what: string, version: string): ProblemError =>
  new ProblemError(
    409,
    'rule-version-lost',
    'The version of the rule can no longer be had',
    `${what} has changed since, and the log, which keeps changes for ${retentionText()}, no longer holds ${version}.`,
  );

export const expired = (what: string): ProblemError =>
  new ProblemError(
    409,
    'log-expired',
    'The log no longer reaches back so far',
    `${what}, and the log keeps samples for ${retentionText()}; nothing older can be decided again.`,
  );

const retentionText = (): string => `${samples.retentionMs / 3_600_000} hours`;
