import { join } from 'node:path';
import { type ScoredPair, scorePair } from '@tocsin/testing/language/score';
import { sentencePairs } from '@tocsin/testing/language/sentence-pairs';
import { quantile, report } from './report.js';

/** The sentences stand beside the sources, from which nothing is copied. */
const SENTENCES = join(import.meta.dirname, '../../libs/testing/src/language');

/**
 * How many sentences come to the rule that was meant, by family: those that the grammar was written by, those
 * that were set aside meanwhile, those that were written later, those that were written after that, and those that were written last. With `misses`, those that
 * did not are named on the error output; with `open`, only the first are said.
 */
export async function language(args: readonly string[]): Promise<void> {
  const pairs = [
    ...sentencePairs(join(SENTENCES, 'sentences')),
    ...sentencePairs(join(SENTENCES, 'later'), 'later'),
    ...sentencePairs(join(SENTENCES, 'newest'), 'newest'),
    ...sentencePairs(join(SENTENCES, 'closing'), 'closing'),
  ].filter(({ part }) => part === 'open' || !args.includes('open'));
  const times: number[] = [];
  const scored = pairs.map((pair) => {
    const begin = performance.now();
    const one = scorePair(pair);
    times.push(performance.now() - begin);
    return one;
  });
  for (const name of ['open', 'held_out', 'later', 'newest', 'closing'] as const) {
    const half = scored.filter(({ pair }) => pair.part === name);
    if (half.length === 0) continue;
    for (const family of new Set(half.map(({ pair }) => pair.family))) {
      const own = half.filter(({ pair }) => pair.family === family);
      report(
        'language',
        'exact',
        share(own, ({ isExact }) => isExact),
        'share',
        { part: name, family, pairs: own.length },
      );
    }
    report(
      'language',
      'exact',
      share(half, ({ isExact }) => isExact),
      'share',
      { part: name, pairs: half.length },
    );
    report(
      'language',
      'wrong_acceptances',
      share(half, ({ isWronglyAccepted }) => isWronglyAccepted),
      'share',
      { part: name, pairs: half.length },
    );
  }
  report('language', 'time_p50', quantile(times, 0.5), 'ms', { pairs: times.length });
  report('language', 'time_max', Math.max(...times), 'ms', { pairs: times.length });
  if (args.includes('misses')) for (const miss of scored.filter(({ isExact }) => !isExact)) tellMiss(miss);
}

const share = (scored: readonly ScoredPair[], is: (one: ScoredPair) => boolean): number =>
  scored.filter(is).length / scored.length;

function tellMiss({ pair, understood, isWronglyAccepted }: ScoredPair): void {
  const { family, world, text, meant } = pair;
  const { kind } = understood;
  const came =
    kind === 'rule'
      ? JSON.stringify({
          conditions: understood.draft.conditions,
          for: understood.draft.for,
          severity: understood.draft.severity,
          left_out: understood.leftOut.map((one) => one.kind),
        })
      : kind === 'asked'
        ? `${understood.question} ${understood.choices.map(({ label }) => label).join(' | ')}`
        : `${understood.code}: ${understood.reason}`;
  process.stderr.write(
    `${isWronglyAccepted ? 'WRONG' : 'miss'} ${family} [${world}] ${text}\n  meant ${meant}\n  ${kind} ${came}\n`,
  );
}
