import { isPseudonym, looksLikePseudonym, pseudonymsIn, withNames } from './pseudonym.js';

const [ann, bob] = [`subj_${'a'.repeat(32)}`, `subj_${'0'.repeat(32)}`];

test('a pseudonym is told from a name, from a part of one and from what only looks like one', () => {
  expect(isPseudonym(ann)).toBe(true);
  for (const text of ['', 'ann', 'subj_', `${ann}a`, `x${ann}`, ann.toUpperCase(), `subj_${'g'.repeat(32)}`])
    expect(isPseudonym(text)).toBe(false);
});

test('a name is taken for a pseudonym in every form that is compared as one', () => {
  const wide = ann.replace('subj', '\uff53\uff55\uff42\uff4a');
  for (const name of [ann, ann.toUpperCase(), ` ${ann}\u2003`, wide, ann.replace('s', '\u017f')])
    expect(looksLikePseudonym(name)).toBe(true);
  for (const name of ['subj_', 'subj_ann', `${ann}a`, `mr ${ann}`, 'ann']) expect(looksLikePseudonym(name)).toBe(false);
});

test('names come into the place of pseudonyms wherever these stand; whoever has no name keeps the pseudonym', () => {
  const text = `version 3 by ${ann} waits, said ${bob}/${ann}; subj_ and ${ann}f are nobody`;
  expect(pseudonymsIn(text)).toEqual([ann, bob]);
  const names: Record<string, string> = { [ann]: 'Ann $& subj_x' };
  expect(withNames(text, (id) => names[id] ?? null)).toBe(
    `version 3 by Ann $& subj_x waits, said ${bob}/Ann $& subj_x; subj_ and ${ann}f are nobody`,
  );
  expect(pseudonymsIn('nobody')).toEqual([]);
});
