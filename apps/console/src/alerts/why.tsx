import { Button, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { Moment } from '../parts/moment.js';
import { Listing, Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { ConditionTable } from '../why-not/condition-table.js';

/**
 * Why an alert is as it is: decided again by the same engine from the records of the log. That is work, and is done when
 * somebody wants to know.
 */
export function Why({ alertId, updatedAt }: { readonly alertId: string; readonly updatedAt: number }): ReactElement {
  const [isWanted, setIsWanted] = useState(false);
  return (
    <Section title="Why">
      {isWanted ? (
        <Explained alertId={alertId} updatedAt={updatedAt} />
      ) : (
        <Button variant="default" onClick={() => setIsWanted(true)}>
          Decide it again from the log
        </Button>
      )}
    </Section>
  );
}

function Explained({ alertId, updatedAt }: { readonly alertId: string; readonly updatedAt: number }): ReactElement {
  const query = useAsked(
    ['explanation', alertId, updatedAt],
    (tocsin, signal) => tocsin.explainAlert({ id: alertId }, { signal }),
    { isPolled: false },
  );
  return (
    <Shown query={query}>
      {({ data: { reproduced, compared, note, records, rule, decisions } }) => (
        <Stack gap="sm">
          <Text>
            {reproduced ? 'The same was decided again' : 'It was not decided the same again'} from {records} records (
            <Name>{compared}</Name>).
          </Text>
          {note !== null && (
            <Text>
              <Name>{note}</Name>
            </Text>
          )}
          <Listing label="The rule as it was then">{rule.text}</Listing>
          {decisions.map((decision) => (
            <Decided key={decision.transition.id} decision={decision} />
          ))}
        </Stack>
      )}
    </Shown>
  );
}

function Decided({ decision }: { readonly decision: Schema<'Decision'> }): ReactElement {
  const { transition, conditions } = decision;
  return (
    <Stack gap="xs">
      <Text>
        {transition.state}, <Moment at={transition.at} />: {transition.reason.replaceAll('_', ' ')}
      </Text>
      <ConditionTable conditions={conditions} />
    </Stack>
  );
}
