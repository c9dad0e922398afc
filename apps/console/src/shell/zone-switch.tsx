import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';
import { LOCAL, offeredZones } from '../parts/zone-name.js';
import { chooseZone, useChosenZone } from '../parts/zone.js';

const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const offered = [
  { value: LOCAL, label: `Local (${own})` },
  { value: 'UTC', label: 'UTC' },
  ...offeredZones(Intl.supportedValuesOf('timeZone')).map((zone) => ({ value: zone, label: zone })),
];

/** Chooses the zone that all times are told in. */
export function ZoneSwitch(): ReactElement {
  const zone = useChosenZone();
  // Browsers list a zone by one of its names, and know it by others as well.
  const isOffered = offered.some(({ value }) => value === zone);
  return (
    <NativeSelect
      label="Times in"
      size="xs"
      data={isOffered ? offered : [...offered, { value: zone, label: zone }]}
      value={zone}
      onChange={({ currentTarget }) => chooseZone(currentTarget.value)}
    />
  );
}
