import fc from 'fast-check';
import { validateRuleDraft } from '../rules/config-validator.js';
import { chunksOf } from './chunk.js';
import { ConversationalAI } from './conversational-ai.js';
import { phrases } from './phrases.js';
import { TEXT_LENGTH_MAX, saidWords } from './said-word.js';

const ai = new ConversationalAI([
  { __name__: 'cpu_usage', host: 'web-1', env: 'prod' },
  { __name__: 'memory_usage', host: 'web-1', env: 'prod' },
  { __name__: 'orders_total', region: 'eu' },
  { __name__: 'http_requests_total', job: 'checkout', code: '200' },
]);

/** Words that the grammar knows, in any order, beside ones that it does not. */
const word = fc.constantFrom(
  ...'alert me when if the average p99 max of cpu usage cpu_usage memory_usage orders error rate checkout web-1 production on in for per by and or unless then not between above below over is drops doubles within last 5 80 % 500ms 5GB minutes hour critical page weekdays stops reporting missing down no will be full forecast unusual outlier also only instead call it label team=shop zorgle , ? { } " \\ -5 1e9 ☃'.split(
    ' ',
  ),
);
const sentence = fc.array(word, { maxLength: 60 }).map((words) => words.join(' ').slice(0, TEXT_LENGTH_MAX));

test('whatever is said, the answer is a rule that passes its own checks, a question or a reason', () => {
  const kinds = new Map<string, number>();
  const drafts = [undefined, ai.understand({ text: 'cpu_usage above 80' })];
  fc.assert(
    fc.property(sentence, fc.constantFrom(...drafts), (text, before) => {
      const draft = before?.kind === 'rule' ? before.draft : undefined;
      const understood = ai.understand({ text, draft });
      kinds.set(understood.kind, (kinds.get(understood.kind) ?? 0) + 1);
      const readings =
        understood.kind === 'rule' ? [understood] : understood.kind === 'asked' ? understood.choices : [];
      for (const reading of readings) {
        expect(validateRuleDraft(reading.draft).kind).toBe('valid');
        expect(reading.reading).toMatch(/^Fires with severity .*\.$/s);
      }
    }),
    { numRuns: 3_000 },
  );
  expect([...kinds.keys()].sort()).toEqual(['asked', 'refused', 'rule']);
});

test('any text at all is answered', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(['rule', 'asked', 'refused']).toContain(ai.understand({ text }).kind);
    }),
    { numRuns: 1_000 },
  );
});

test('a word is looked at a fixed number of times, however many there are', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 400 }), (words) => {
      const said = saidWords(words.join(' '));
      const before = phrases.looks;
      chunksOf(said);
      // The longest phrases have eight words.
      expect(phrases.looks - before).toBeLessThanOrEqual(8 * said.length);
    }),
    { numRuns: 300 },
  );
});
