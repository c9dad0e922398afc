import type { ActionOutcome } from '@tocsin/ports/action-executor';
import type { CloudAnswer, CloudMarks, CloudProviderAdapter, CloudResource } from '@tocsin/ports/cloud-provider';

const BEGUN = 'tocsin-healing-begun';
const DONE = 'tocsin-healing-done';
/** The last keys that a tag holds; a tag's value takes 256 characters, and a key has 64 at most. */
const KEYS_MAX = 3;

export interface MarkedEffect {
  /** For people: `group web`. */
  readonly what: string;
  /** Why it cannot be done now, or null. */
  readonly problem: string | null;
  /** Whether what is wanted is so already. */
  readonly isThere: boolean;
  readonly effect: string;
  send(): Promise<CloudAnswer<null>>;
}

export function isMarked(marks: CloudMarks, key: string): 'done' | 'begun' | 'no' {
  if (keysOf(marks, DONE).includes(key)) return 'done';
  return keysOf(marks, BEGUN).includes(key) ? 'begun' : 'no';
}

/** Does an effect between two marks, unless the marks say that its key was begun before. */
export async function markOnce(
  cloud: CloudProviderAdapter,
  resource: CloudResource,
  marks: CloudMarks,
  key: string,
  signal: AbortSignal,
  { what, problem, isThere, effect, send }: MarkedEffect,
): Promise<ActionOutcome> {
  const marked = isMarked(marks, key);
  if (marked === 'done') return { kind: 'done', effect: `${what}: done before under key ${key}` };
  if (marked === 'begun' && !isThere)
    return { kind: 'unknown', reason: `${what}: ${key} was begun before, and nothing says that it ended` };
  if (problem !== null) return { kind: 'refused', reason: problem, mayHelp: false };
  const begun = await cloud.mark(resource, BEGUN, withKey(marks, BEGUN, key), signal);
  // Only the mark was asked for yet.
  if (begun.kind !== 'ok')
    return { kind: 'refused', reason: begun.reason, mayHelp: begun.kind === 'unknown' || begun.mayHelp };
  const sent = await send();
  if (sent.kind === 'unknown') return sent;
  if (sent.kind === 'refused') {
    // So that it can be tried again under its key; where this fails, the key stays begun, and a person is asked.
    await cloud.mark(resource, BEGUN, marks[BEGUN] ?? '', signal);
    return { kind: 'refused', reason: sent.reason, mayHelp: sent.mayHelp };
  }
  const ended = await cloud.mark(resource, DONE, withKey(marks, DONE, key), signal);
  return { kind: 'done', effect: ended.kind === 'ok' ? effect : `${effect}; it could not be marked: ${ended.reason}` };
}

function keysOf(marks: CloudMarks, name: string): readonly string[] {
  return (marks[name] ?? '').split(' ').filter((key) => key !== '');
}

function withKey(marks: CloudMarks, name: string, key: string): string {
  return [...keysOf(marks, name), key].slice(-KEYS_MAX).join(' ');
}
