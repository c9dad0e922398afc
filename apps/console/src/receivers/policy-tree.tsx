import { List, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { routeText } from './route-text.js';

type Route = Schema<'PolicyRoute'>;

/** As many receivers as are known by their names here. */
const NAMED_MAX = 500;

/** The tree of routes by which alerts find their receivers. */
export function PolicyTree(): ReactElement {
  const query = useAsked(['receivers', 'policy'], async (tocsin, signal) => {
    const [policy, receivers] = await Promise.all([
      tocsin.getNotificationPolicy({}, { signal }),
      tocsin.listReceivers({ limit: NAMED_MAX }, { signal }),
    ]);
    return { policy: policy.data, names: new Map(receivers.data.map(({ id, name }) => [id, name])) };
  });
  return (
    <Section title="Policy">
      <Text size="sm" mb="sm">
        <PageLink to="/receivers/policy">Edit the routing tree</PageLink>
      </Text>
      <Shown
        query={query}
        isEmpty={({ policy }) => policy === null}
        whenEmpty="There is no policy: every receiver is told of each alert at once."
      >
        {({ policy, names }) =>
          policy !== null && (
            <>
              <Text size="sm" mb="sm">
                Version {policy.version}, changed <Moment at={policy.updated_at} />. An alert takes, on each level, the
                first route that fits it.
              </Text>
              <List>
                <Branch route={policy.route} names={names} />
              </List>
            </>
          )
        }
      </Shown>
    </Section>
  );
}

function Branch({
  route,
  names,
}: {
  readonly route: Route;
  readonly names: ReadonlyMap<string, string>;
}): ReactElement {
  const { routes = [] } = route;
  return (
    <List.Item>
      <Name>{routeText(route, names)}</Name>
      {routes.length > 0 && (
        <List withPadding>
          {routes.map((one, i) => (
            <Branch key={i} route={one} names={names} />
          ))}
        </List>
      )}
    </List.Item>
  );
}
