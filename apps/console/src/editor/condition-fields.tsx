import { Button, Fieldset, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { CONDITIONS_MAX, NESTING_MAX, SEQUENCE_STEPS_MAX } from '@tocsin/domain/rules/condition';
import { type ReactElement, useState } from 'react';
import { Listing } from '../parts/name.js';
import { conditionAs, type ConditionKind, conditionKinds, isJoiningKind, kindName } from './condition-kinds.js';
import type { Fields, Path } from './edited-rule.js';
import { ExpressionField } from './expression-field.js';
import { JoiningFields } from './joining-fields.js';
import { MetricFields } from './metric-fields.js';
import { useRuleField } from './rule-fields.js';

/** The conditions that stand at a place: those of a rule, or those that another condition joins. */
export function ConditionList({
  path,
  number,
  leastCount,
  mostCount = CONDITIONS_MAX,
  depth,
}: {
  readonly path: Path;
  /** Of the condition that they stand in, such as `2.`; empty for those of the rule. */
  readonly number: string;
  readonly leastCount: number;
  readonly mostCount?: number;
  /** In how many conditions they stand. */
  readonly depth: number;
}): ReactElement {
  const { value, isLocked, set } = useRuleField(path);
  const conditions: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <>
      {conditions.map((_, i) => (
        <ConditionFields
          key={`${i} of ${conditions.length}`}
          path={[...path, i]}
          number={`${number}${i + 1}`}
          isNeeded={conditions.length <= leastCount}
          depth={depth}
        />
      ))}
      <Group>
        <Button
          variant="default"
          disabled={isLocked || conditions.length >= mostCount}
          onClick={() => set([...conditions, conditionAs('threshold', {})])}
        >
          {number === '' ? 'Add a condition' : `Add a condition to condition ${number.slice(0, -1)}`}
        </Button>
      </Group>
    </>
  );
}

/** One condition, with those that it joins. */
function ConditionFields({
  path,
  number,
  isNeeded,
  depth,
}: {
  readonly path: Path;
  readonly number: string;
  /** Whether there are to be no fewer than these. */
  readonly isNeeded: boolean;
  readonly depth: number;
}): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const condition: Fields = typeof value === 'object' && value !== null ? { ...value } : {};
  const kind = conditionKinds.find((one) => one === condition['type']);
  /** What was written as another kind comes back with it. */
  const [former, setFormer] = useState<Partial<Record<ConditionKind, Fields>>>({});
  const become = (next: ConditionKind): void => {
    if (kind !== undefined) setFormer({ ...former, [kind]: condition });
    set(former[next] ?? conditionAs(next, condition));
  };
  const offered = conditionKinds.filter((one) => one === kind || !isJoiningKind(one) || depth < NESTING_MAX);
  return (
    <Fieldset legend={`Condition ${number}`} disabled={isLocked}>
      <Stack gap="sm">
        {kind === undefined ? (
          <>
            <Text size="sm">A condition of this kind is not known; it can be changed as YAML or JSON.</Text>
            <Listing label={`Condition ${number} as JSON`}>{JSON.stringify(value ?? null, null, 2)}</Listing>
          </>
        ) : (
          <>
            <NativeSelect
              label="Kind"
              data={offered.map((one) => ({ value: one, label: kindName(one) }))}
              value={kind}
              onChange={({ currentTarget }) => {
                const next = conditionKinds.find((one) => one === currentTarget.value);
                if (next !== undefined) become(next);
              }}
            />
            {kind === 'promql' && <ExpressionField path={[...path, 'expr']} />}
            {isJoiningKind(kind) && (
              <>
                <JoiningFields path={path} kind={kind} />
                <ConditionList
                  path={[...path, 'conditions']}
                  number={`${number}.`}
                  leastCount={kind === 'sequence' ? 2 : 1}
                  mostCount={kind === 'sequence' ? SEQUENCE_STEPS_MAX : CONDITIONS_MAX}
                  depth={depth + 1}
                />
              </>
            )}
            {kind !== 'promql' && !isJoiningKind(kind) && <MetricFields path={path} kind={kind} />}
          </>
        )}
        {error !== null && (
          <Text size="sm" c="red">
            {error}
          </Text>
        )}
        {!isNeeded && (
          <Group>
            <Button variant="default" size="xs" onClick={() => set(undefined)}>
              Take condition {number} out
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}
