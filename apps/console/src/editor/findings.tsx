import { List, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Name } from '../parts/name.js';
import { type SaidFinding, sentenceOf } from './field-labels.js';

/** What is wrong with a rule, and what is only not written yet. */
export function Findings({
  told,
  toCome,
}: {
  readonly told: readonly SaidFinding[];
  readonly toCome: readonly SaidFinding[];
}): ReactElement {
  return (
    <Stack gap="xs">
      {told.length > 0 && (
        <List size="sm">
          {told.map((finding) => (
            <List.Item key={`${finding.path} ${finding.code} ${finding.message}`}>
              <Name>{`${finding.severity}: ${finding.place} ${sentenceOf(finding)}`}</Name>
            </List.Item>
          ))}
        </List>
      )}
      {toCome.length > 0 && (
        <Text size="sm">Still to be filled in: {toCome.map(({ place }) => place).join(', ')}.</Text>
      )}
    </Stack>
  );
}
