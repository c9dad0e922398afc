import type { Schema } from '@tocsin/client/call';
import { recurrenceText } from '@tocsin/domain/alerting/recurrence-text';
import { timeText } from '../../output/plain.js';
import type { Column } from '../../output/table.js';

export type Silence = Schema<'SilenceWithState'>;

export const columns: readonly Column<Silence>[] = [
  { heading: 'MATCHERS', text: ({ matchers }) => matchers.join(' ') },
  { heading: 'STATE', text: ({ state }) => state, tone: ({ state }) => (state === 'active' ? 'doubtful' : null) },
  { heading: 'KIND', text: ({ kind }) => kind },
  { heading: 'STARTS', text: ({ starts_at }) => timeText(starts_at) },
  { heading: 'ENDS', text: ({ ends_at }) => timeText(ends_at) },
  { heading: 'HOLDS', text: ({ recurrence }) => (recurrence === undefined ? 'always' : recurrenceText(recurrence)) },
  { heading: 'BY', text: ({ created_by }) => created_by },
  { heading: 'COMMENT', text: ({ comment }) => comment },
  { heading: 'ID', text: ({ id }) => id },
];

export const nameOf = ({ id }: Silence): string => `silence/${id}`;
