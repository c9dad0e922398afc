import { Group } from '@mantine/core';
import type { CompositeCondition } from '@tocsin/domain/rules/condition';
import type { ReactElement } from 'react';
import type { JoiningKind } from './condition-kinds.js';
import type { Path } from './edited-rule.js';
import { ChoiceField, NumberField, TextField } from './fields.js';
import { useRuleField } from './rule-fields.js';

const matchNames: Readonly<Record<CompositeCondition['match'], string>> = {
  all: 'all of them hold',
  any: 'at least one of them holds',
  not: 'none of them holds',
  n_of: 'at least so many of them hold',
};
const matches = Object.keys(matchNames) as readonly CompositeCondition['match'][];

/** How other conditions are joined. */
export function JoiningFields({ path, kind }: { readonly path: Path; readonly kind: JoiningKind }): ReactElement {
  const { value: match } = useRuleField([...path, 'match']);
  if (kind === 'sequence')
    return (
      <TextField
        path={[...path, 'within']}
        isNeeded
        description="Each begins no longer than this after the one before it last held, such as 5m."
      />
    );
  return (
    <Group align="start">
      <ChoiceField path={[...path, 'match']} choices={matches} namesOf={matchNames} />
      {match === 'n_of' && <NumberField path={[...path, 'n']} />}
    </Group>
  );
}
