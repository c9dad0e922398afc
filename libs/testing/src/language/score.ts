import { ConversationalAI, type Understanding } from '@tocsin/domain/language/conversational-ai';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import { durationMs } from '@tocsin/domain/rules/duration';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { canonicalConditions } from './canonical.js';
import type { Expected } from './notation.js';
import type { SentencePair } from './sentence-pairs.js';
import { worlds } from './worlds.js';

export interface ScoredPair {
  readonly pair: SentencePair;
  readonly understood: Understanding;
  readonly isExact: boolean;
  /** A rule that is not what was said. */
  readonly isWronglyAccepted: boolean;
}

const speakers = new Map([...worlds].map(([name, series]) => [name, new ConversationalAI(series)]));

/** Says a pair's turns to the tenant of its world and compares what comes with what was meant. */
export function scorePair(pair: SentencePair): ScoredPair {
  const speaker = speakers.get(pair.world);
  if (speaker === undefined) throw new TypeError(`there is no world ${pair.world}`);
  let understood: Understanding = { kind: 'refused', code: 'empty', reason: '', can: '' };
  let draft: RuleDraft | undefined;
  for (const text of pair.turns) {
    understood = speaker.understand({ text, draft });
    if (understood.kind !== 'rule') break;
    draft = understood.draft;
  }
  const isExact = isMeant(understood, pair.expected);
  return { pair, understood, isExact, isWronglyAccepted: understood.kind === 'rule' && !isExact };
}

function isMeant(understood: Understanding, expected: Expected): boolean {
  if (understood.kind !== 'rule' || expected.kind !== 'rule') return understood.kind === expected.kind;
  const { draft, leftOut } = understood;
  const isClocked = leavesOf(draft.conditions).some(
    ({ condition }) => condition.type === 'promql' || condition.type === 'outlier' || condition.type === 'pattern',
  );
  const every = expected.every ?? (isClocked ? '1m' : undefined);
  return (
    canonicalConditions(draft.conditions) === canonicalConditions(expected.conditions) &&
    draft.severity === expected.severity &&
    durationMs(draft.for) === durationMs(expected.hold) &&
    draft.keep_firing_for === expected.keep &&
    draft.interval === every &&
    (expected.name === null || draft.name === expected.name) &&
    JSON.stringify(draft.labels) === JSON.stringify(expected.labels) &&
    JSON.stringify(leftOut.map(({ kind }) => kind)) === JSON.stringify(expected.leftOut)
  );
}
