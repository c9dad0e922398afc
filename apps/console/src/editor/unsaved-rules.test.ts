import { fieldsOf, typedIn } from './edited-rule.js';
import { unsavedKey } from './unsaved-keys.js';
import { anomalyRule, blankRule, keepUnsaved, readUnsaved } from './unsaved-rules.js';

class Memory {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, text: string): void => void this.kept.set(key, text);
}

test('what was typed is read as it was kept, also what could not be read as a rule, and by nobody else', () => {
  const memory = new Memory();
  const unsaved = { edited: typedIn(blankRule, 'json', '{ "name": '), etag: '"3"' };
  keepUnsaved(memory, unsavedKey('shop/eve', 'r1'), unsaved);
  expect(readUnsaved(memory, unsavedKey('shop/eve', 'r1'))).toEqual(unsaved);
  expect(readUnsaved(memory, unsavedKey('shop/bob', 'r1'))).toBeNull();
});

test('what an older console kept is no rule', () => {
  const memory = new Memory();
  for (const text of ['null', '{}', '{', '{"etag":null,"edited":{}}', '{"edited":{"source":"a: 1"}}']) {
    memory.setItem('x', text);
    expect(readUnsaved(memory, 'x')).toBeNull();
  }
});

test('a rule on anomalies of a series begins with its metric and labels; labels that are none are left out', () => {
  const conditionOf = (labels: string) => (fieldsOf(anomalyRule('disk', labels))['conditions'] as object[])[0];
  const condition = { type: 'anomaly', metric_path: 'disk', score: 0.8 };
  expect(conditionOf('{"instance":"a","no":1}')).toEqual({ ...condition, labels: { instance: 'a' } });
  for (const none of ['', '{}', 'null', '[', '3']) expect(conditionOf(none)).toEqual(condition);
});
