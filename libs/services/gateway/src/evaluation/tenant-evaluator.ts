import type { RuleEvaluation } from '@tocsin/domain/backtest/rule-evaluation';
import { asLive, type LiveEpisode } from '@tocsin/domain/backtest/rule-backtest';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { notFound, ProblemError } from '../problem.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import { needsOf } from './batch-reading.js';
import type { CacheStatus, Freshness } from './cache-status.js';
import type { EvaluationBatch } from './evaluation-batch.js';
import type { RuleEvaluationCache } from './rule-evaluation-cache.js';

/** Counts up when the same rule and the same samples come to another text than before. */
const FORMAT = 1;

export interface TenantEvaluatorOptions {
  rules: Pick<CompactedDirectory<AlertRule>, 'get'>;
  alerts: Pick<AlertDirectory, 'ofTenant'>;
  batch: Pick<EvaluationBatch, 'evaluate'>;
  cache: RuleEvaluationCache;
  /** Told of what nobody foresaw. */
  onError(error: unknown): void;
}

/** What became of one rule that was to be evaluated. */
export type EvaluatedRule = { readonly ruleId: string } & (
  | { readonly rule: AlertRule; readonly evaluation: RuleEvaluation; readonly status: CacheStatus }
  | { readonly problem: ProblemError }
);

/** Evaluates rules of a tenant on demand: what is known is taken from the cache, the rest comes in batches. */
export class TenantEvaluator {
  constructor(private readonly options: TenantEvaluatorOptions) {}

  /**
   * How rules stand at a time, each for itself: what is wrong with one is told in its place.
   *
   * @param at - ms since 1970
   * @param gone - aborted when nobody waits for the answer any more
   */
  async evaluate(
    tenant: string,
    ruleIds: readonly string[],
    at: number,
    freshness: Freshness,
    gone: AbortSignal | undefined,
  ): Promise<EvaluatedRule[]> {
    const { rules, cache } = this.options;
    const revision = await cache.revision(tenant, at);
    const evaluated = await Promise.all(
      ruleIds.map(async (ruleId): Promise<EvaluatedRule> => {
        try {
          const rule = activeRule(rules.get(tenant, ruleId));
          const needs = needsOf(rule, at);
          const { content, status } = await cache.answer({
            tenant,
            kind: 'rule',
            subject: `${FORMAT} ${at} ${canonicalText(rule)}`,
            from: Math.min(at, ...needs.map(({ from }) => from)),
            to: at,
            // An offset may look ahead of the time that is asked for, and the revision does not.
            revision: needs.some(({ to }) => to > at) ? null : revision,
            freshness,
            gone,
            make: (signal) => this.options.batch.evaluate(rule, at, signal),
          });
          return { ruleId, rule, evaluation: JSON.parse(content as string) as RuleEvaluation, status };
        } catch (error) {
          if (gone?.aborted === true) throw error;
          return { ruleId, problem: this.#problemOf(error) };
        }
      }),
    );
    return this.#asLive(tenant, evaluated);
  }

  #problemOf(error: unknown): ProblemError {
    if (error instanceof ProblemError) return error;
    this.options.onError(error);
    return new ProblemError(500, 'internal', 'Something went wrong here', 'The log of the gateway holds more.');
  }

  /** Alerts that are there live have their names; what is kept does not depend on what is live. */
  #asLive(tenant: string, evaluated: readonly EvaluatedRule[]): EvaluatedRule[] {
    const standing = evaluated.filter((one) => 'evaluation' in one && one.evaluation.alerts.length > 0);
    const episodes = new Map<string, LiveEpisode[]>(standing.map(({ ruleId }) => [ruleId, []]));
    if (standing.length > 0)
      for (const { rule_id, fingerprint, started_at, resolved_at } of this.options.alerts.ofTenant(tenant))
        episodes.get(rule_id)?.push({ fingerprint, startedAt: started_at, resolvedAt: resolved_at });
    return evaluated.map((one) => {
      if ('problem' in one) return one;
      const live = episodes.get(one.ruleId) ?? [];
      return {
        ...one,
        evaluation: { ...one.evaluation, alerts: one.evaluation.alerts.map((alert) => asLive(alert, live)) },
      };
    });
  }
}

function activeRule(rule: AlertRule | null): AlertRule {
  if (rule === null) throw notFound('such rule');
  if (rule.status === 'active') return rule;
  throw new ProblemError(
    409,
    'rule-not-active',
    'The rule is not active',
    `It is ${rule.status}, and only active rules are evaluated; see /api/rules/evaluate for what another would say.`,
  );
}
