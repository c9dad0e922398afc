import { Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { Horizon } from '@tocsin/domain/forecasting/series-forecaster';
import type { ReactElement } from 'react';
import { absoluteTime } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useZone } from '../parts/zone.js';
import { useAsked } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
import classes from './reliability.module.css';

/** Whether chances of this horizon came true as often as they said. */
export function Reliability({ horizon }: { readonly horizon: Horizon }): ReactElement {
  const query = useAsked(
    ['reliability', horizon],
    (tocsin, signal) => tocsin.getPredictionReliability({ horizon }, { signal }),
    { keepsFormer: true },
  );
  return (
    <Section title="Reliability of past chances">
      <Shown
        query={query}
        isEmpty={({ data }) => data.count === 0}
        whenEmpty="No chance can be judged yet: one is once its time is over, whatever happened."
      >
        {({ data }) => <Judged reliability={data} />}
      </Shown>
    </Section>
  );
}

type Judgement = Schema<'PredictionReliability'>;

function Judged({ reliability }: { readonly reliability: Judgement }): ReactElement {
  const { count, from, to, brier, brier_of_share, bins } = reliability;
  const zone = useZone();
  const told = bins.filter((bin) => bin.count > 0);
  return (
    <Stack gap="sm">
      <Text size="sm">
        {count} chances, told from {absoluteTime(from, zone)} to {absoluteTime(to, zone)}. Their mean squared distance
        from what happened is {rounded(brier)}; 0 is perfect, and who knows only how often rules fire has{' '}
        {rounded(brier_of_share)}.
      </Text>
      <Diagram bins={told} />
      <DataTable
        label="How often chances came true"
        minWidth={320}
        rows={told}
        keyOf={({ from: lowest }) => lowest}
        columns={{
          Chances: (bin) => `${percent(bin.from)} to ${percent(bin.to)}`,
          'On average': (bin) => percent(bin.told ?? 0),
          'Came true': (bin) => percent(bin.happened ?? 0),
          'How many': (bin) => bin.count,
        }}
      />
    </Stack>
  );
}

const SIDE = 200;
const RADIUS_MAX = 12;
const RADIUS_MIN = 3;

/** What was told against what happened: on the line, chances mean what they say. The table beside it has the numbers. */
function Diagram({ bins }: { readonly bins: Judgement['bins'] }): ReactElement {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const room = RADIUS_MAX + 2;
  const x = (share: number): number => room + share * SIDE;
  const y = (share: number): number => room + (1 - share) * SIDE;
  const side = SIDE + 2 * room;
  return (
    <svg
      role="img"
      aria-label="What was told against how often it came true; the table has the numbers"
      viewBox={`0 0 ${side} ${side}`}
      className={classes['diagram']}
    >
      <rect x={x(0)} y={y(1)} width={SIDE} height={SIDE} className={classes['frame']} />
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} className={classes['ideal']} />
      {bins.map(({ from, told, happened, count }) => (
        <circle
          key={from}
          cx={x(told ?? 0)}
          cy={y(happened ?? 0)}
          r={Math.max(RADIUS_MIN, RADIUS_MAX * Math.sqrt(count / most))}
          className={classes['bin']}
        />
      ))}
    </svg>
  );
}

const rounded = (value: number | null): string =>
  value === null ? 'unknown' : String(Math.round(value * 1_000) / 1_000);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
