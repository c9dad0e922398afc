import type { Schema } from '@tocsin/client/call';
import { plain } from '../../output/plain.js';
import type { Column } from '../../output/table.js';

export type Recommendation = Schema<'ConfigurationRecommendation'>;

export const columns: readonly Column<Recommendation>[] = [
  { heading: 'ID', text: ({ id }) => id },
  { heading: 'STATE', text: ({ state }) => state },
  { heading: 'RULE', text: ({ rule_name }) => rule_name },
  // The chance that it pages less often; it says nothing of what is missed.
  { heading: 'CONFIDENCE', text: ({ confidence }) => confidence.toFixed(2), isNumber: true },
  { heading: 'WHAT', text: ({ text }) => text },
];

/** One recommendation in a line. */
export const lineOf = ({ id, rule_name, state, text, confidence }: Recommendation): string =>
  plain(
    `${id}  ${state}  ${rule_name}: ${text} (chance of fewer pages: ${confidence.toFixed(2)}; it says nothing of what is missed)`,
  );

export const nameOf = ({ id }: Recommendation): string => `recommendation/${id}`;
