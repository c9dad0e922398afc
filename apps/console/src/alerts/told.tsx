import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { POLL_MS, useAsked } from '../session/session-context.js';

const LISTED_MAX = 20;
/** Until somebody was told, it is looked for so often; a caller has 1,000 requests an hour. */
const LOOK_MS = 15_000;
const outcomes = { delivered: 'was told', retried: 'was not told yet', failed: 'was not told', held: 'is told later' };

/** Who was told of an alert, and whether it reached them. */
export function Told({ alertId }: { readonly alertId: string }): ReactElement {
  const query = useAsked(
    ['alert', 'told', alertId],
    (tocsin, signal) => tocsin.listNotifications({ alert_id: alertId, limit: LISTED_MAX }, { signal }),
    { everyMs: (known) => ((known?.data.length ?? 0) === 0 ? LOOK_MS : POLL_MS) },
  );
  return (
    <Section title="Who was told">
      <Shown
        query={query}
        isEmpty={({ data }) => data.length === 0}
        whenEmpty={
          <>
            Nobody was told yet. <PageLink to="/receivers">Receivers</PageLink> say who is.
          </>
        }
      >
        {({ data }) => (
          <Stack gap="xs">
            {data.map(({ id, receiver, status, outcome, last_at, reason }) => (
              <Text key={id}>
                <Name>{receiver.name}</Name> {outcomes[outcome]} that it {status === 'firing' ? 'fires' : 'is over'},{' '}
                <Moment at={last_at} />
                {outcome !== 'delivered' && (
                  <>
                    : <Name>{reason}</Name>
                  </>
                )}
              </Text>
            ))}
          </Stack>
        )}
      </Shown>
    </Section>
  );
}
