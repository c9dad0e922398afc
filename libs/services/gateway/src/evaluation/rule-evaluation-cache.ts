import { createHash } from 'node:crypto';
import type { Clock } from '@tocsin/ports/clock';
import type { KeptResult, ResultCache, ResultContent } from '@tocsin/ports/result-cache';
import type { HistoryRevision, RevisedHistory } from '@tocsin/ports/series-history';
import { Counter, type Registry } from 'prom-client';
import type { CacheStatus, Freshness } from './cache-status.js';
import type { DearResults } from './dear-results.js';
import { SharedWork } from './shared-work.js';

/** How long results are kept; ms, 0: not at all. */
export interface ResultTtls {
  /** Of rules and queries of a tenant. */
  readonly results: number;
  /** Of those about the platform itself. */
  readonly system: number;
}

export interface RuleEvaluationCacheOptions {
  cache: ResultCache;
  /** Where dear results are looked for before they are made. */
  dear: Pick<DearResults, 'findOrMake'>;
  history: Pick<RevisedHistory, 'revision'>;
  clock: Pick<Clock, 'now'>;
  ttls: ResultTtls;
  /** The tenant whose series are the platform's own. */
  systemTenant: string;
  registry: Registry;
}

/** A result that is asked for. */
export interface AskedResult {
  readonly tenant: string;
  readonly kind: 'rule' | 'query';
  /** Everything that the result depends on beside the tenant and its samples. */
  readonly subject: string;
  /** The first and the last time of which it looks at samples; ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** What the samples are up to the last time that it looks at; null where nobody can say. */
  readonly revision: HistoryRevision | null;
  readonly freshness: Freshness;
  readonly gone: AbortSignal | undefined;
  /** @param signal - aborted when nobody waits for it any more */
  make(signal: AbortSignal): Promise<ResultContent>;
}

/** What was kept or made; `archivedAt`: when the archive's was made, where it comes from there. */
interface FoundResult {
  readonly kept: KeptResult;
  readonly archivedAt: number | null;
}

export interface CachedResult {
  readonly content: ResultContent;
  readonly status: CacheStatus;
}

/**
 * Results of evaluations, kept as long as they are what an evaluation would give again. Its keys name all that a result
 * is a function of: the tenant, the rule or the query as it is now, the time, and the revision of the samples up to then.
 * A changed rule or a late sample therefore leads to another key, at every gateway that has heard of it, and what is kept
 * under the old one is found by nobody any more; no message can be lost that would have had to take it away.
 */
export class RuleEvaluationCache {
  readonly #answers: Counter<'kind' | 'outcome'>;
  readonly #making = new SharedWork<FoundResult>();

  constructor(private readonly options: RuleEvaluationCacheOptions) {
    this.#answers = new Counter({
      name: 'tocsin_evaluation_cache_answers_total',
      help: 'Results of rules and queries that were asked for: found, made, made anew as wanted, or not to be kept.',
      labelNames: ['kind', 'outcome'],
      registers: [options.registry],
    });
  }

  /** What a tenant's samples are now, up to a time; ms since 1970. Null where that cannot be said, or nothing is kept. */
  async revision(tenant: string, to: number): Promise<HistoryRevision | null> {
    return this.#ttlOf(tenant) === 0 ? null : this.options.history.revision(tenant, to);
  }

  async answer(asked: AskedResult): Promise<CachedResult> {
    const { tenant, kind, from, revision, freshness, gone } = asked;
    const { clock } = this.options;
    const ttlMs = this.#ttlOf(tenant);
    if (ttlMs === 0 || revision === null || from < revision.from || freshness === 'not_kept') {
      this.#answers.inc({ kind, outcome: 'bypass' });
      return { content: await asked.make(gone ?? new AbortController().signal), status: { kind: 'bypass' } };
    }
    const key = keyOf(asked, revision);
    const isWantedAnew = freshness === 'fresh';
    const { result, isJoined } = await this.#making.of(
      isWantedAnew ? `anew ${key}` : key,
      (signal) => (isWantedAnew ? this.#anew(key, ttlMs, asked, signal) : this.#found(key, ttlMs, asked, signal)),
      gone,
    );
    const { kept, archivedAt } = result;
    const foundAt = kept.isHit ? kept.madeAt : archivedAt;
    const status: CacheStatus = isWantedAnew
      ? { kind: 'request' }
      : foundAt === null
        ? { kind: 'miss', isJoined }
        : { kind: 'hit', ageMs: Math.max(0, clock.now() - foundAt), ttlMs };
    this.#answers.inc({ kind, outcome: status.kind });
    return { content: kept.content, status };
  }

  async #anew(key: string, ttlMs: number, { make }: AskedResult, signal: AbortSignal): Promise<FoundResult> {
    return { kept: await this.options.cache.make(key, ttlMs, () => make(signal)), archivedAt: null };
  }

  async #found(key: string, ttlMs: number, asked: AskedResult, signal: AbortSignal): Promise<FoundResult> {
    const { cache, dear } = this.options;
    const { tenant, from, to } = asked;
    let archivedAt: number | null = null;
    const kept = await cache.getOrMake(key, ttlMs, async () => {
      const found = await dear.findOrMake({ tenant, key, spanMs: to - from, ttlMs }, () => asked.make(signal));
      if ('made' in found) return found.made;
      archivedAt = found.madeAt;
      return found.text;
    });
    return { kept, archivedAt };
  }

  #ttlOf(tenant: string): number {
    const { ttls, systemTenant } = this.options;
    return tenant === systemTenant ? ttls.system : ttls.results;
  }
}

/** Tenant and kind stand in the key as they are, so that no hash has to keep tenants apart. */
function keyOf({ tenant, kind, subject }: AskedResult, revision: HistoryRevision): string {
  const digest = createHash('sha256').update(JSON.stringify([subject, revision.name]));
  return `${kind}:${tenant}:${digest.digest('base64url')}`;
}
