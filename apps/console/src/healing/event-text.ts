import type { Schema } from '@tocsin/client/call';

type Event = Schema<'HealingRunEvent'>;

/** An event of a run in words: what, by whom, and why. */
export function eventText(event: Event): string {
  const what = event.type.replaceAll('_', ' ');
  const by = 'by' in event ? ` by ${event.by.subject}` : '';
  return `${what}${by}${because(detailOf(event))}`;
}

const because = (detail: string): string => (detail === '' ? '' : `: ${detail}`);

function detailOf(event: Event): string {
  if (event.type === 'effect_ended')
    return event.outcome.kind === 'done' ? event.outcome.effect : `${event.outcome.kind}: ${event.outcome.reason}`;
  if (event.type === 'ended') return [event.outcome.replaceAll('_', ' '), event.reason].filter(Boolean).join(', ');
  if (event.type === 'held') return `${event.guard.replaceAll('_', ' ')}, ${event.reason}`;
  if (event.type === 'verification_seen') return event.holds ? 'it holds' : 'it does not hold yet';
  if (event.type === 'told') return event.about;
  return 'reason' in event ? event.reason : '';
}
