import '../editor/schemas-without-eval.js';
import { Stack, Text } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import type { ReactElement } from 'react';
import { unsavedKey } from '../editor/unsaved-keys.js';
import { Shown } from '../parts/shown.js';
import { identityOf } from '../session/session-keeper.js';
import { useAsked, useSessionState } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { firstPolicy } from './policy-draft.js';
import { PolicyEditor } from './policy-editor.js';
import type { NamedReceiver } from './policy-world.js';
import { readPolicy } from './read-policy.js';
import type { UnsavedPolicy } from './unsaved-policy.js';

/** Where the notification policy is written: the tree of routes by which alerts find their receivers. */
export function PolicyPage(): ReactElement {
  const key = unsavedKey(identityOf(useSessionState()), 'notification policy');
  const query = useAsked(['edited policy'], begin, { isPolled: false });
  return (
    <Stack>
      <PageTitle>Routing</PageTitle>
      <Text>
        On each level an alert takes the first route that fits it; what a route leaves out it has from the one above.
        Nothing holds before it is saved.
      </Text>
      <Shown query={query}>
        {({ begun, receivers }) => (
          // Another version that was read is begun with anew; what is not saved is kept elsewhere.
          <PolicyEditor key={`${key} ${begun.etag}`} begun={begun} receivers={receivers} unsavedKey={key} />
        )}
      </Shown>
    </Stack>
  );
}

async function begin(
  tocsin: TocsinClient,
  signal: AbortSignal,
): Promise<{ begun: UnsavedPolicy; receivers: readonly NamedReceiver[] }> {
  const [policy, receivers] = await Promise.all([readPolicy(tocsin, signal), namedReceivers(tocsin, signal)]);
  const told = receivers.filter(({ type }) => type !== 'alertmanager').map(({ id }) => id);
  return { begun: policy ?? { draft: firstPolicy(told), etag: null }, receivers };
}

async function namedReceivers(tocsin: TocsinClient, signal: AbortSignal): Promise<readonly NamedReceiver[]> {
  const all = await Array.fromAsync(tocsin.listReceivers({ limit: 500 }, { signal }));
  return all.map(({ id, name, type }) => ({ id, name, type }));
}
