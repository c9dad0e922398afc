import fc from 'fast-check';
import { SampleRevisions } from './sample-revisions.js';

test('a revision stays for as long as nothing comes up to its time', () => {
  const revisions = new SampleRevisions('run');
  revisions.took('acme', 5_000);
  const known = revisions.of('acme', 9_000);
  revisions.took('acme', 10_000);
  revisions.took('globex', 1_000);
  expect(revisions.of('acme', 9_000)).toBe(known);
  expect(revisions.of('acme', 10_000)).not.toBe(known);
  revisions.took('acme', 9_000);
  expect(revisions.of('acme', 9_000)).not.toBe(known);
  expect(revisions.of('acme', 8_000)).toBe(known);
});

test('another run of the process knows none of the revisions of this one', () => {
  expect(new SampleRevisions('one').of('acme', 0)).not.toBe(new SampleRevisions('two').of('acme', 0));
});

test('however few seconds are told apart, no revision outlasts a sample up to its time', () => {
  const seconds = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(fc.array(seconds, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (batches, secondsMax) => {
      const revisions = new SampleRevisions('run', secondsMax);
      // What was told of each time, and of how many batches up to it; each revision may stand for one such number only.
      const told = new Map<string, number>();
      batches.forEach((second, i) => {
        revisions.took('acme', second * 1_000);
        for (let to = 0; to <= 40; to += 1) {
          const upToIt = batches.slice(0, i + 1).filter((one) => one <= to).length;
          const name = `${to} ${revisions.of('acme', to * 1_000)}`;
          expect(told.get(name) ?? upToIt).toBe(upToIt);
          told.set(name, upToIt);
        }
      });
    }),
  );
});

test('a time that nothing touches keeps its revision while thousands of later batches come', () => {
  const revisions = new SampleRevisions('run');
  revisions.took('acme', 1_000);
  const known = revisions.of('acme', 1_000);
  for (let second = 2; second < 300; second += 1)
    for (let batch = 0; batch < 20; batch += 1) revisions.took('acme', second * 1_000 + batch);
  expect(revisions.of('acme', 1_000)).toBe(known);
});
