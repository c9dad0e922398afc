import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { Section } from '../parts/section.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { DemoVisit } from './demo-visit.js';
import { useVisit } from './use-visit.js';

/** Lets the operator see a tenant as its admin does, by a token that ends with the hour and stands in that tenant's record. */
export function LookInto(): ReactElement {
  const [tenant, setTenant] = useState('');
  const visit = useVisit();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    visit.mutate(tenant.trim());
  };
  return (
    <Section title="Look into a tenant">
      <Text size="sm" mb="sm">
        You see it as its admin does, for an hour at most. That you came in stands in its record.
      </Text>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            label="Id of the tenant"
            required
            withAsterisk={false}
            value={tenant}
            error={fieldProblem(visit.error, 'tenant_id')}
            onChange={({ currentTarget }) => setTenant(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={visit.isPending}>
            Look into it
          </Button>
          <DemoVisit />
        </Group>
      </form>
      {visit.error !== null && !isAtFields(visit.error, ['tenant_id']) && <ProblemNotice error={visit.error} />}
    </Section>
  );
}
