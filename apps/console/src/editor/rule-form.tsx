import { Group, Stack } from '@mantine/core';
import { AlertCategorySchema, RuleStatusSchema } from '@tocsin/domain/rules/alert-rule';
import type { ReactElement } from 'react';
import { severities } from '../parts/by-severity.js';
import { ConditionList } from './condition-fields.js';
import { ChoiceField, TextField } from './fields.js';
import { PairsField } from './pairs-field.js';

const categories = AlertCategorySchema.options;
/** The platform sets the others by itself. */
const statuses = RuleStatusSchema.extract(['active', 'draft', 'paused']).options;

/** The rule as a form; what it has no fields for stays as it is. */
export function RuleForm(): ReactElement {
  return (
    <Stack>
      <TextField path={['name']} isNeeded />
      <TextField path={['description']} isLong />
      <Group align="start">
        <ChoiceField path={['severity']} choices={severities} />
        <ChoiceField path={['category']} choices={categories} />
        <ChoiceField path={['status']} choices={statuses} optional="active, when nothing is said" />
      </Group>
      <ConditionList path={['conditions']} number="" leastCount={1} depth={0} />
      <Group align="start">
        <TextField path={['for']} description="How long they must hold, such as 5m." />
        <TextField path={['keep_firing_for']} description="After they cease." />
        <TextField path={['interval']} description="Of its evaluation." />
      </Group>
      <Group align="start">
        <TextField path={['owner']} />
        <TextField path={['folder']} placeholder="team/payments" />
        <TextField path={['runbook']} placeholder="https://…" />
      </Group>
      <PairsField path={['labels']} />
      <PairsField path={['annotations']} />
    </Stack>
  );
}
