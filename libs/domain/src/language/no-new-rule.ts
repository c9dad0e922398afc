import type { KnownSeries } from './known-series.js';
import { pastedPromql } from './pasted-promql.js';
import type { SaidWord } from './said-word.js';
import type { Unreadable } from './said-rule.js';
import { unreadable } from './unreadable.js';

/** What may be asked of a rule that is there, each beside the request for it. */
const instead: ReadonlyMap<string, string> = new Map(
  (
    [
      ['delete, remove, drop, erase', 'DELETE /api/rules/{id} deletes one'],
      ['list, show, display', 'GET /api/rules lists them'],
      ['silence, mute, snooze', 'POST /api/silences silences its alerts'],
    ] as const
  ).flatMap(([verbs, told]) => verbs.split(', ').map((verb): [string, string] => [verb, told])),
);
const small: ReadonlySet<string> = new Set('please the a an my our this that all any me us of'.split(' '));
const things: ReadonlySet<string> = new Set(['rule', 'rules', 'alert', 'alerts', 'alarm', 'alarms']);
const conditional: ReadonlySet<string> = new Set('when whenever if once unless'.split(' '));
const asking: ReadonlySet<string> = new Set("did does do is was has have didn't doesn't not".split(' '));

/** Why a text that is no sentence of a rule is none: it deletes one, asks why one fired, or is PromQL. */
export const noNewRule = (text: string, words: readonly SaidWord[], known: KnownSeries): Unreadable | null =>
  anotherWish(words) ?? pastedPromql(text, known);

function anotherWish(words: readonly SaidWord[]): Unreadable | null {
  const said = words.filter(({ lower }) => !small.has(lower));
  const [first, second] = said;
  if (first === undefined || second === undefined) return null;
  if (first.lower === 'why' && asking.has(second.lower))
    return unreadable(
      'question',
      'It asks why something fired or did not, and only rules are made here; GET /api/alerts/{id}/explain tells why an alert came, and POST /api/rules/{id}/why-not, or `tocsin why-not`, why none did',
    );
  const told = instead.get(first.lower);
  if (told === undefined || !things.has(second.lower)) return null;
  // "Show an alert when …" wants a rule.
  if (said.some(({ lower }) => conditional.has(lower))) return null;
  return unreadable('only_rules', `It wants to "${first.lower}" a rule, and only rules are made here; ${told}`);
}
