import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';
import { DemoVisit } from './demo-visit.js';
import { isTenantThere } from './known-tenants.js';
import { useVisit } from './use-visit.js';

/**
 * Lets the operator see a tenant as its admin does, by a token that ends with the hour and stands in that tenant's record. A
 * tenant that is not there is not entered: whoever mistyped its id would make rules where nobody looks.
 */
export function LookInto(): ReactElement {
  const [tenant, setTenant] = useState('');
  const id = tenant.trim();
  const visit = useVisit();
  const look = useChange(async (tocsin, asked: string) => {
    const isThere = await isTenantThere(tocsin, asked);
    if (isThere) visit.mutate(asked);
    return isThere;
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    visit.reset();
    look.mutate(id);
  };
  const isUnknown = look.data === false && look.variables === id;
  const error = visit.error ?? look.error;
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
            error={
              isUnknown
                ? `There is no tenant "${id}": nobody made it, and it holds nothing. Take one of the list, or make it first.`
                : fieldProblem(error, 'tenant_id')
            }
            onChange={({ currentTarget }) => setTenant(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={look.isPending || visit.isPending}>
            Look into it
          </Button>
          <DemoVisit />
        </Group>
      </form>
      {error !== null && !isAtFields(error, ['tenant_id']) && <ProblemNotice error={error} />}
    </Section>
  );
}
