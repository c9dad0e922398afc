import { labelMatchers, matchAll } from '@tocsin/domain/alerting/label-matcher';
import { readMatcher } from '@tocsin/domain/alerting/matcher-text';
import { z } from 'zod';
import type { Wants } from './live-feed.js';

/** Most matchers of one listener; each is asked of every transition. */
const MATCHERS_MAX = 20;

/** A matcher as Alertmanager writes it. */
export const MatcherSchema = z
  .string()
  .max(2_400)
  .superRefine((text, context) => {
    const read = readMatcher(text);
    if (read.kind === 'refused') context.addIssue({ code: 'custom', message: read.message });
  })
  .meta({ description: 'A matcher of labels; all must hold.', examples: ['instance=~"web-.*"'] });
export const MatchersSchema = z.array(MatcherSchema).max(MATCHERS_MAX);

/** What decides by labels, of matchers that fit their schema. */
export function labelsWanted(matchers: readonly string[] | undefined): Pick<Wants, 'fits'> {
  if (matchers === undefined || matchers.length === 0) return {};
  const compiled = labelMatchers(matchers);
  return { fits: (labels) => matchAll(compiled, labels) };
}
