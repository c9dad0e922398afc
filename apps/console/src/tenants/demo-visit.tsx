import { Button, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useAsked } from '../session/session-context.js';
import { useVisit } from './use-visit.js';

/** Leads the operator to the demo, where it plays. */
export function DemoVisit(): ReactElement | null {
  const visit = useVisit();
  const query = useAsked(['installation'], (tocsin, signal) => tocsin.getInstallation({}, { signal }), {
    isPolled: false,
  });
  const { demo_tenant: demo = null, is_operator: isOperator = false } = query.data?.data ?? {};
  if (demo === null || !isOperator) return null;
  return (
    <Stack gap="xs" align="start">
      <Button variant="default" loading={visit.isPending} onClick={() => visit.mutate(demo)}>
        Look at the demo
      </Button>
      {visit.error !== null && <ProblemNotice error={visit.error} />}
    </Stack>
  );
}
