import { typedIn } from './edited-rule.js';
import { unsavedKey } from './unsaved-keys.js';
import { blankRule, keepUnsaved, readUnsaved } from './unsaved-rules.js';

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
