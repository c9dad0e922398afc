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
      <TextField label="Name" path={['name']} isNeeded />
      <TextField label="Description" path={['description']} isLong />
      <Group align="start">
        <ChoiceField label="Severity" path={['severity']} choices={severities} />
        <ChoiceField label="Category" path={['category']} choices={categories} />
        <ChoiceField label="State" path={['status']} choices={statuses} optional="active, when nothing is said" />
      </Group>
      <ConditionList path={['conditions']} number="" leastCount={1} depth={0} />
      <Group align="start">
        <TextField label="For" path={['for']} description="How long they must hold, such as 5m." />
        <TextField label="Keeps firing for" path={['keep_firing_for']} description="After they cease." />
        <TextField label="Interval" path={['interval']} description="Of its evaluation." />
      </Group>
      <Group align="start">
        <TextField label="Owner" path={['owner']} />
        <TextField label="Folder" path={['folder']} placeholder="team/payments" />
        <TextField label="Runbook" path={['runbook']} placeholder="https://…" />
      </Group>
      <PairsField label="Labels" path={['labels']} />
      <PairsField label="Annotations" path={['annotations']} />
    </Stack>
  );
}
