import { Button, Group, List } from '@mantine/core';
import type { ReactElement } from 'react';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { unmadeTenants } from './known-tenants.js';
import { useVisit } from './use-visit.js';

/** The tenants that are there without anybody having made them, with a way into each that is not the own one. */
export function Unmade(): ReactElement {
  const visit = useVisit();
  const query = useAsked(['installation'], (tocsin, signal) => tocsin.getInstallation({}, { signal }), {
    isPolled: false,
  });
  return (
    <Section title="There by themselves">
      <Shown query={query}>
        {({ data }) => (
          <List>
            {unmadeTenants(data).map(({ id, why }) => (
              <List.Item key={id}>
                <Group gap="xs">
                  <Name>{`${id}: ${why}`}</Name>
                  {id !== data.tenant_id && (
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Look into ${id}`}
                      loading={visit.isPending && visit.variables === id}
                      onClick={() => visit.mutate(id)}
                    >
                      Look into
                    </Button>
                  )}
                </Group>
              </List.Item>
            ))}
          </List>
        )}
      </Shown>
      {visit.error !== null && <ProblemNotice error={visit.error} />}
    </Section>
  );
}
