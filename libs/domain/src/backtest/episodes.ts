import type { Transition } from '../engine/transition.js';

/** One time that an alert fired. */
export interface Episode {
  readonly ruleId: string;
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  /** When it began to fire; ms since 1970. */
  readonly firedAt: number;
  /** When it was resolved; null while it still fires. */
  readonly resolvedAt: number | null;
}

/** What is read of a transition. */
export type EpisodeStep = Pick<Transition, 'rule_id' | 'fingerprint' | 'labels' | 'state' | 'at'>;

/** The times that alerts fired, by their beginning. */
export function episodesOf(transitions: readonly EpisodeStep[]): Episode[] {
  const episodes: (Episode & { resolvedAt: number | null })[] = [];
  const firing = new Map<string, Episode & { resolvedAt: number | null }>();
  for (const { rule_id: ruleId, fingerprint, labels, state, at } of transitions) {
    const key = JSON.stringify([ruleId, fingerprint]);
    if (state === 'firing') {
      const episode = { ruleId, fingerprint, labels, firedAt: at, resolvedAt: null };
      episodes.push(episode);
      firing.set(key, episode);
    } else if (state === 'resolved') {
      const episode = firing.get(key);
      if (episode !== undefined) episode.resolvedAt = at;
      firing.delete(key);
    }
  }
  return episodes;
}
