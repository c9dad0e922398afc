import fc from 'fast-check';
import { anonymise, ANY, type QuasiIdentifier } from './k-anonymity.js';

interface Row {
  readonly person: string;
  readonly hour: number;
  readonly role: string;
}
const hour: QuasiIdentifier<Row> = {
  name: 'hour',
  levels: [
    { told: 'the hour', of: (row) => `${row.hour}h` },
    { told: 'the half of the day', of: (row) => (row.hour < 12 ? 'am' : 'pm') },
  ],
};
const role: QuasiIdentifier<Row> = { name: 'role', levels: [{ told: 'the role', of: (row) => row.role }] };
const identifiers = [hour, role];
const rowOf = (person: string, at: number, as = 'viewer'): Row => ({ person, hour: at, role: as });
const of = (rows: readonly Row[], k: number) => anonymise(rows, ({ person }) => person, identifiers, k);

test('what everybody has in common is told as it is', () => {
  const rows = ['ann', 'bob', 'cid'].map((person) => rowOf(person, 9));
  expect(of(rows, 3)).toEqual({
    groups: [{ values: ['9h', 'viewer'], members: ['ann', 'bob', 'cid'].map((person) => ({ person, rows: 1 })) }],
    generalised: [
      { name: 'hour', told: 'the hour', level: 0, levels: 3 },
      { name: 'role', told: 'the role', level: 0, levels: 2 },
    ],
    suppressed: 0,
  });
});

test('persons are counted, not rows', () => {
  const rows = [...Array.from({ length: 50 }, () => rowOf('ann', 9)), rowOf('bob', 9)];
  expect(of(rows, 3)).toMatchObject({ groups: [], suppressed: 51 });
  expect(of(rows, 2)).toMatchObject({
    groups: [
      {
        members: [
          { person: 'ann', rows: 50 },
          { person: 'bob', rows: 1 },
        ],
      },
    ],
  });
});

test('the level that loses least is taken: hours become halves of days before they are left out', () => {
  const rows = [rowOf('ann', 1), rowOf('bob', 2), rowOf('cid', 13), rowOf('dan', 14)];
  const { groups, generalised, suppressed } = of(rows, 2);
  expect(groups.map(({ values }) => values)).toEqual([
    ['am', 'viewer'],
    ['pm', 'viewer'],
  ]);
  expect([generalised.map(({ level }) => level), suppressed]).toEqual([[1, 0], 0]);
  const apart = of([rowOf('ann', 1), rowOf('bob', 13)], 2);
  expect(apart.groups.map(({ values }) => values)).toEqual([[ANY, 'viewer']]);
  expect(apart.generalised[0]).toEqual({ name: 'hour', told: 'left out', level: 2, levels: 3 });
});

test('few who stand out are left out, so that the others are told finely', () => {
  const rows = [...Array.from({ length: 19 }, (_, i) => rowOf(`p${i}`, 9)), rowOf('eve', 3, 'admin')];
  expect(of(rows, 5)).toMatchObject({ groups: [{ values: ['9h', 'viewer'] }], suppressed: 1 });
});

test('nothing is left of fewer than k persons, and k is two at least', () => {
  expect(of([rowOf('ann', 9)], 2)).toMatchObject({ groups: [], suppressed: 1 });
  expect(of([], 2)).toMatchObject({ groups: [], suppressed: 0 });
  for (const k of [1, 0, -1, 2.5, Number.NaN]) expect(() => of([rowOf('ann', 9)], k)).toThrow(RangeError);
  const many = Array.from({ length: 11 }, () => role);
  expect(() => anonymise([rowOf('ann', 9)], ({ person }) => person, many, 2)).toThrow(RangeError);
});

const rows = fc.array(
  fc.record({
    person: fc.integer({ min: 0, max: 12 }).map((i) => `p${i}`),
    hour: fc.integer({ min: 0, max: 23 }),
    role: fc.constantFrom('viewer', 'editor', 'admin', '*', '["9h","viewer"]'),
  }),
  { maxLength: 120 },
);
const everyLevel = ({ levels }: QuasiIdentifier<Row>, row: Row): string[] => [
  ...levels.map((level) => level.of(row)),
  ANY,
];

test('no combination of values in any output stands for fewer than k persons, and no row is told or left out twice', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 2, max: 6 }), (all, k) => {
      const { groups, generalised, suppressed } = of(all, k);
      // As whoever gets the output would count.
      const persons = new Map<string, Set<string>>();
      for (const { values, members } of groups)
        for (const { person } of members) {
          const key = JSON.stringify(values);
          persons.set(key, (persons.get(key) ?? new Set()).add(person));
        }
      for (const among of persons.values()) expect(among.size).toBeGreaterThanOrEqual(k);
      expect(persons.size).toBe(groups.length);
      // What is told of somebody is true of so many of their rows.
      for (const { values, members } of groups)
        for (const member of members) {
          const theirs = all.filter(
            (row) =>
              row.person === member.person &&
              identifiers.every((one, i) => everyLevel(one, row)[generalised[i]?.level ?? 0] === values[i]),
          );
          expect(theirs).toHaveLength(member.rows);
        }
      const told = groups.flatMap(({ members }) => members).reduce((sum, member) => sum + member.rows, 0);
      expect(told + suppressed).toBe(all.length);
      // Nothing is left only where there are too few persons for anything.
      if (new Set(all.map(({ person }) => person)).size >= k) expect(suppressed).toBeLessThanOrEqual(all.length * 0.1);
      else expect(groups).toEqual([]);
    }),
  );
});
