import { Button, Group, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { severities } from '../parts/by-severity.js';
import { conditionAs } from './condition-kinds.js';
import { ConditionFields } from './condition-fields.js';
import { ChoiceField, TextField } from './fields.js';
import { PairsField } from './pairs-field.js';
import { useRuleFields } from './rule-fields.js';

const categories = [
  'infrastructure',
  'application',
  'security',
  'business',
  'performance',
  'availability',
  'compliance',
  'ml',
] as const;
/** The platform sets the others by itself. */
const statuses = ['active', 'draft', 'paused'] as const;

/** The rule as a form; what it has no fields for stays as it is. */
export function RuleForm(): ReactElement {
  const { fields, isLocked, set } = useRuleFields();
  const conditions = Array.isArray(fields['conditions']) ? fields['conditions'] : [];
  return (
    <Stack>
      <TextField label="Name" path={['name']} isNeeded />
      <TextField label="Description" path={['description']} isLong />
      <Group align="start">
        <ChoiceField label="Severity" path={['severity']} choices={severities} />
        <ChoiceField label="Category" path={['category']} choices={categories} />
        <ChoiceField label="State" path={['status']} choices={statuses} optional="active, when nothing is said" />
      </Group>
      {conditions.map((_, i) => (
        <ConditionFields key={`${i} of ${conditions.length}`} index={i} isOnly={conditions.length === 1} />
      ))}
      <Group>
        <Button
          variant="default"
          disabled={isLocked}
          onClick={() => set(['conditions'], [...conditions, conditionAs('threshold', {})])}
        >
          Add a condition
        </Button>
      </Group>
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
