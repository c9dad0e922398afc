import { Group, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { type ReactElement, useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { AsTable } from '../parts/as-table.js';
import { withFacet } from '../parts/facets.js';
import { TextFilter } from '../parts/filters.js';
import { Labels } from '../parts/name.js';
import { useNow } from '../parts/now.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { RangePicker } from '../parts/range-picker.js';
import { absoluteTime, spanText } from '../parts/relative-time.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { rangeOf, type TimeRange } from '../parts/time-range.js';
import { useZone } from '../parts/zone.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { BandRows } from './band-rows.js';
import { type InstanceBands, stateBands } from './state-bands.js';

/** As many as one request may ask for, and as many requests as a look at a page may cost. */
const PAGE_SIZE = 500;
const PAGES_MAX = 4;

/** When the instances of a rule waited and fired. */
export function TimelinePage(): ReactElement {
  const { id = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const range = rangeOf(parameters, useNow());
  const label = parameters.get('label') ?? '';
  const query = useAsked(
    ['alerts', 'timeline', id, label, range.isLive ? range.span : range.from],
    (tocsin, signal) => episodesOf(tocsin, signal, { rule_id: id, label }, range.from),
    { keepsFormer: true },
  );
  const name = query.data?.episodes[0]?.rule_name;
  return (
    <Stack>
      <PageTitle>{name === undefined ? 'Timeline' : `Timeline of ${name}`}</PageTitle>
      <Group gap="md">
        <PageLink to={addressOf('rules', id)}>The rule</PageLink>
        <PageLink to={`${addressOf('rules', id)}/why-not`}>Why it did not fire</PageLink>
      </Group>
      <Group align="end">
        <RangePicker range={range} />
        <TextFilter
          key={label}
          label="Label"
          placeholder="instance=web-1"
          value={label}
          onChange={(value) => setParameters(withFacet(parameters, 'label', value))}
        />
      </Group>
      <Shown query={query}>
        {({ episodes, isWhole }) => (
          <>
            {!isWhole && (
              <Text size="sm">Not all of it is shown, there is so much. Look at a shorter time, or at one label.</Text>
            )}
            <Timeline episodes={episodes} range={range} />
          </>
        )}
      </Shown>
    </Stack>
  );
}

function Timeline({
  episodes,
  range,
}: {
  readonly episodes: readonly Schema<'ListedAlert'>[];
  readonly range: TimeRange;
}): ReactElement {
  const { from, to } = range;
  const instances = useMemo(() => stateBands(episodes, from, to), [episodes, from, to]);
  if (instances.length === 0)
    return <Text c="dimmed">No instance of this rule waited or fired in this time; why not, it can be asked.</Text>;
  return (
    <Stack gap="sm">
      <BandRows instances={instances} range={range} />
      <TimelineTable instances={instances} to={to} />
    </Stack>
  );
}

function TimelineTable({
  instances,
  to: now,
}: {
  readonly instances: readonly InstanceBands[];
  readonly to: number;
}): ReactElement {
  const zone = useZone();
  return (
    <AsTable
      label="Timeline"
      columns={['Instance', 'State', 'From', 'To', 'For', 'Alert']}
      rows={() =>
        instances.flatMap(({ labels, bands }) =>
          bands.map(({ state, from, to, alertId }) => [
            <Labels key="labels" labels={labels} />,
            <Tag key="state" value={state} />,
            absoluteTime(from, zone),
            to === null ? 'now' : absoluteTime(to, zone),
            spanText(Math.max(0, (to ?? now) - from)),
            <PageLink key="alert" to={addressOf('alerts', alertId)}>
              its alert
            </PageLink>,
          ]),
        )
      }
    />
  );
}

interface Found {
  readonly episodes: readonly Schema<'ListedAlert'>[];
  /** Whether these are all that were asked for. */
  readonly isWhole: boolean;
}

/** What lasts may have changed long ago; what is over has changed when it was over. */
async function episodesOf(
  tocsin: TocsinClient,
  signal: AbortSignal,
  { rule_id, label }: { readonly rule_id: string; readonly label: string },
  from: number,
): Promise<Found> {
  const asked = { rule_id, limit: PAGE_SIZE, label: label === '' ? undefined : label };
  const [firing, pending, over] = await Promise.all([
    tocsin.listAlerts({ ...asked, state: 'firing' }, { signal }),
    tocsin.listAlerts({ ...asked, state: 'pending' }, { signal }),
    overSince(from, (cursor) => tocsin.listAlerts({ ...asked, state: 'resolved', cursor }, { signal })),
  ]);
  return {
    episodes: [...firing.data, ...pending.data, ...over.episodes],
    isWhole: over.isWhole && firing.meta.next_cursor === undefined && pending.meta.next_cursor === undefined,
  };
}

async function overSince(
  from: number,
  read: (cursor: string | undefined) => ReturnType<TocsinClient['listAlerts']>,
): Promise<Found> {
  const episodes: Schema<'ListedAlert'>[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { data, meta } = await read(cursor);
    episodes.push(...data);
    cursor = meta.next_cursor;
    const last = data.at(-1);
    if (cursor === undefined || last === undefined || last.updated_at < from) return { episodes, isWhole: true };
  }
  return { episodes, isWhole: false };
}
