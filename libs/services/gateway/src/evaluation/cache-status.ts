import { headerOf, type RouteRequest } from '../route.js';

/** What a caller wants of the cache, by `Cache-Control`. */
export type Freshness = 'any' | 'fresh' | 'not_kept';

/** How the cache was of use, in the terms of RFC 9211. */
export type CacheStatus =
  | { readonly kind: 'hit'; readonly ageMs: number; readonly ttlMs: number }
  /** It was not there; `joined`: somebody else was just having it made. */
  | { readonly kind: 'miss'; readonly isJoined: boolean }
  /** The caller wanted it to be made anew. */
  | { readonly kind: 'request' }
  /** The cache was not asked: nobody can say how long this holds, or it is asked for once only. */
  | { readonly kind: 'bypass' };

/** What a request says of caches: `no-cache` and `no-store`, as in RFC 9111. */
export function freshnessOf(request: Pick<RouteRequest, 'headers'>): Freshness {
  const directives = (headerOf(request as RouteRequest, 'cache-control') ?? '')
    .split(',')
    .map((directive) => directive.trim().toLowerCase());
  if (directives.includes('no-store')) return 'not_kept';
  return directives.includes('no-cache') ? 'fresh' : 'any';
}

/** The headers `Cache-Status` and, of what was there, `Age`. */
export function cacheHeaders(status: CacheStatus): Record<string, string> {
  const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1_000));
  switch (status.kind) {
    case 'hit':
      return {
        'cache-status': `tocsin; hit; ttl=${seconds(status.ttlMs - status.ageMs)}`,
        age: String(seconds(status.ageMs)),
      };
    case 'miss':
      return { 'cache-status': status.isJoined ? 'tocsin; fwd=miss; collapsed' : 'tocsin; fwd=miss; stored' };
    case 'request':
      return { 'cache-status': 'tocsin; fwd=request' };
    case 'bypass':
      return { 'cache-status': 'tocsin; fwd=bypass' };
  }
}

/** The headers of an answer that was put together of several results. */
export function cacheHeadersOf(statuses: readonly CacheStatus[]): Record<string, string> {
  const [first] = statuses;
  if (first === undefined) return cacheHeaders({ kind: 'bypass' });
  const hits = statuses.filter((status) => status.kind === 'hit');
  const oldest = hits.toSorted((a, b) => b.ageMs - a.ageMs)[0];
  if (oldest === undefined) return cacheHeaders(first);
  const told = cacheHeaders(oldest);
  if (hits.length === statuses.length) return told;
  return { ...told, 'cache-status': `tocsin; fwd=partial; detail="${hits.length} of ${statuses.length}"` };
}
