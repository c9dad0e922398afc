import { Text } from '@mantine/core';
import { strangeSeverities } from '@tocsin/domain/alerting/strange-severities';
import { severityLabels } from '@tocsin/domain/rules/severity-label';
import type { ReactElement } from 'react';
import { Name } from './name.js';

/** Says of matchers which ask for a severity that no alert has, unless a rule's own label says it. */
export function SeverityHint({ matchers }: { readonly matchers: readonly string[] }): ReactElement | null {
  const strange = strangeSeverities(matchers);
  if (strange.length === 0) return null;
  return (
    <Text size="sm" role="status">
      <Name>{strange.join(', ')}</Name>: the label severity is one of {severityLabels.join(', ')}, unless a rule has
      another one among its labels.
    </Text>
  );
}
