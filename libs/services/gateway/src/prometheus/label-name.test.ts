import fc from 'fast-check';
import { labelNameOf } from './label-name.js';

/** How Prometheus's clients write names in paths. */
function escaped(name: string): string {
  const characters = Array.from(name, (character) => {
    if (character === '_') return '__';
    return /^[a-zA-Z0-9:]$/.test(character) ? character : `_${character.codePointAt(0)?.toString(16) ?? ''}_`;
  });
  return `U__${characters.join('')}`;
}

test('any name can be written escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => expect(labelNameOf(escaped(name))).toBe(name)),
  );
});

test.each([
  ['instance', 'instance'],
  ['service.name', 'service.name'],
  ['U__service_2e_name', 'service.name'],
  ['U__m_11b_sto__1', 'město_1'],
  ['U__a_2E_b', 'a.b'],
  ['U__', ''],
  ['U__a_zz_b', 'U__a_zz_b'],
  ['U__a_', 'U__a_'],
  ['U__a_2e', 'U__a_2e'],
  ['U__a_1234567_', 'U__a_1234567_'],
  ['U__a_d800_', 'U__a_d800_'],
  ['U__a_110000_', 'U__a_110000_'],
])('%s stands for %s', (text, name) => expect(labelNameOf(text)).toBe(name));
