import { closeNames } from '../replay/close-names.js';
import { type KnownSeries, singular } from './known-series.js';

/** How many names are told. */
const NAMES_MAX = 5;

/** Metrics that words may have meant: those whose names hold one of them, then those that are spelled nearly so. */
export function nearNames(words: readonly string[], known: KnownSeries): string[] {
  const long = words.map((word) => singular(word.toLowerCase())).filter((word) => word.length > 2);
  const holding = [...known.names].filter((name) => long.some((word) => name.toLowerCase().includes(word)));
  const spelled = closeNames(words.join('_').toLowerCase(), known.names);
  return [...new Set([...holding.slice(0, NAMES_MAX), ...spelled])].slice(0, NAMES_MAX);
}
