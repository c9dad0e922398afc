import { Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { Labels } from '../parts/name.js';
import { addressOf } from '../parts/page-link.js';
import { absoluteTime, spanText } from '../parts/relative-time.js';
import type { TimeRange } from '../parts/time-range.js';
import { useZone } from '../parts/zone.js';
import classes from './band-rows.module.css';
import type { InstanceBands, StateBand } from './state-bands.js';

const shownStates = ['pending', 'firing'] as const satisfies readonly StateBand['state'][];

/** The states of instances over time, a row for each; every band leads to its alert. */
export function BandRows({
  instances,
  range: { from, to },
}: {
  readonly instances: readonly InstanceBands[];
  readonly range: TimeRange;
}): ReactElement {
  const zone = useZone();
  return (
    <Stack gap="xs">
      <Group gap="md">
        {shownStates.map((state) => (
          <Text key={state} size="sm" component="span">
            <span className={classes['swatch']}>
              <span className={classes['band']} data-state={state} style={{ insetInline: 0 }} />
            </span>{' '}
            {state}
          </Text>
        ))}
      </Group>
      {instances.map(({ fingerprint, labels: { alertname: _, ...labels }, bands }) => (
        <div key={fingerprint} className={classes['row']}>
          <div className={classes['label']}>
            {Object.keys(labels).length === 0 ? 'without labels' : <Labels labels={labels} />}
          </div>
          <div className={classes['track']}>
            {bands.map((band) => (
              <Band key={`${band.alertId} ${band.state}`} band={band} from={from} to={to} zone={zone} />
            ))}
          </div>
        </div>
      ))}
      <div className={classes['row']} aria-hidden>
        <span />
        <div className={classes['axis']}>
          <span>{absoluteTime(from, zone)}</span>
          <span>{absoluteTime(to, zone)}</span>
        </div>
      </div>
    </Stack>
  );
}

function Band({
  band,
  from,
  to,
  zone,
}: {
  readonly band: StateBand;
  readonly from: number;
  readonly to: number;
  readonly zone: string | undefined;
}): ReactElement {
  const share = (at: number): number => (100 * (Math.min(Math.max(at, from), to) - from)) / (to - from);
  const left = share(band.from);
  const text = bandText(band, to, zone);
  return (
    <Link
      to={addressOf('alerts', band.alertId)}
      className={classes['band']}
      data-state={band.state}
      // It is as wide as it lasted; the table below has a way there that is large enough for every finger.
      data-also-in-table
      title={text}
      aria-label={text}
      // What has just begun is seen, too.
      style={{ left: `min(${left}%, calc(100% - 3px))`, width: `${share(band.to ?? to) - left}%` }}
    />
  );
}

/** A band in words. @param now - when what lasts is looked at */
export function bandText({ state, from, to }: StateBand, now: number, zone: string | undefined): string {
  const until = to === null ? 'until now' : `to ${absoluteTime(to, zone)}`;
  return `${state} from ${absoluteTime(from, zone)} ${until}, ${spanText(Math.max(0, (to ?? now) - from))}`;
}
