import { NativeSelect, SimpleGrid, Stack } from '@mantine/core';
import { type Horizon, HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf, withFacet } from '../parts/facets.js';
import { spanText } from '../parts/relative-time.js';
import { PageTitle } from '../shell/page-title.js';
import { Drifts } from './drifts.js';
import { Forecasts } from './forecasts.js';
import { Likely } from './likely.js';
import { Marks } from './marks.js';
import { Reliability } from './reliability.js';

const horizons = Object.keys(HORIZONS) as readonly Horizon[];

/** What is likely to happen, how well that was known before, and of what it is asked. */
export function PredictionsPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const horizon = facetOf(parameters, 'horizon', horizons) ?? '1h';
  return (
    <Stack>
      <PageTitle>Predictions</PageTitle>
      <NativeSelect
        label="Looking ahead"
        maw={200}
        data={horizons.map((name) => ({ value: name, label: spanText(HORIZONS[name]) }))}
        value={horizon}
        onChange={({ currentTarget }) => setParameters(withFacet(parameters, 'horizon', currentTarget.value))}
      />
      <Likely horizon={horizon} />
      <Forecasts horizon={horizon} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Reliability horizon={horizon} />
        <Drifts />
      </SimpleGrid>
      <Marks />
    </Stack>
  );
}
