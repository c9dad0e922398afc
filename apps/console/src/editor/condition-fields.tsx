import { Autocomplete, Button, Fieldset, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { metricOfPath } from '@tocsin/domain/rules/metric-path';
import { type ReactElement, useState } from 'react';
import { Listing } from '../parts/name.js';
import { conditionAs, type ConditionKind, conditionKinds } from './condition-kinds.js';
import type { Fields, Path } from './edited-rule.js';
import { ExpressionField } from './expression-field.js';
import { ChoiceField, NumberField, TextField } from './fields.js';
import { labelNames, labelValues, useMetricNames, useSeriesOf } from './known-series.js';
import { PairsField } from './pairs-field.js';
import { shownText, useRuleField } from './rule-fields.js';

const operators = ['>', '>=', '<', '<=', '==', '!='] as const;
const modes = ['absolute', 'percent', 'rate'] as const;
const horizons = ['15m', '1h', '6h', '24h', '7d'] as const;
const quantiles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
const OFFERED_MAX = 20;

/** One condition of a rule. */
export function ConditionFields({
  index,
  isOnly,
}: {
  readonly index: number;
  /** A rule has at least one. */
  readonly isOnly: boolean;
}): ReactElement {
  const path: Path = ['conditions', index];
  const { value, error, isLocked, set } = useRuleField(path);
  const condition: Fields = typeof value === 'object' && value !== null ? { ...value } : {};
  const kind = conditionKinds.find((one) => one === condition['type']);
  /** What was written as another kind comes back with it. */
  const [former, setFormer] = useState<Partial<Record<ConditionKind, Fields>>>({});
  const become = (next: ConditionKind): void => {
    if (kind !== undefined) setFormer({ ...former, [kind]: condition });
    set(former[next] ?? conditionAs(next, condition));
  };
  return (
    <Fieldset legend={`Condition ${index + 1}`} disabled={isLocked}>
      <Stack gap="sm">
        {kind === undefined ? (
          <>
            <Text size="sm">A condition of this kind is written as YAML or JSON.</Text>
            <Listing label={`Condition ${index + 1} as JSON`}>{JSON.stringify(value ?? null, null, 2)}</Listing>
          </>
        ) : (
          <NativeSelect
            label="Kind"
            data={conditionKinds.map((one) => ({ value: one, label: kindNames[one] }))}
            value={kind}
            onChange={({ currentTarget }) => {
              const next = conditionKinds.find((one) => one === currentTarget.value);
              if (next !== undefined) become(next);
            }}
          />
        )}
        {kind !== undefined &&
          (kind === 'promql' ? <ExpressionField path={[...path, 'expr']} /> : <OfMetric path={path} kind={kind} />)}
        {error !== null && (
          <Text size="sm" c="red">
            {error}
          </Text>
        )}
        {!isOnly && (
          <Group>
            <Button variant="default" size="xs" onClick={() => set(undefined)}>
              Take condition {index + 1} out
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}

const kindNames: Readonly<Record<ConditionKind, string>> = {
  threshold: 'a value beyond a threshold',
  change: 'a change within a window',
  absence: 'nothing is sent',
  anomaly: 'an unusual value',
  forecast: 'a forecast beyond a threshold',
  promql: 'an expression in PromQL',
};

function OfMetric({
  path,
  kind,
}: {
  readonly path: Path;
  readonly kind: Exclude<ConditionKind, 'promql'>;
}): ReactElement {
  const { value } = useRuleField([...path, 'metric_path']);
  const series = useSeriesOf(metricOfPath(shownText(value)) ?? '');
  const isCompared = kind === 'threshold' || kind === 'change' || kind === 'forecast';
  return (
    <>
      <MetricField path={[...path, 'metric_path']} />
      {(kind === 'change' || kind === 'absence') && (
        <TextField label="Window" path={[...path, 'window']} isNeeded description="Such as 5m or 1h30m." />
      )}
      {kind === 'change' && (
        <ChoiceField label="Change" path={[...path, 'mode']} choices={modes} optional="as the platform has it" />
      )}
      {kind === 'forecast' && (
        <Group align="start">
          <ChoiceField label="Horizon" path={[...path, 'horizon']} choices={horizons} />
          <ChoiceField
            label="Quantile"
            path={[...path, 'quantile']}
            choices={quantiles}
            optional="as the platform has it"
          />
        </Group>
      )}
      {isCompared && (
        <Group align="start">
          <ChoiceField label="Comparison" path={[...path, 'operator']} choices={operators} />
          <NumberField label="Threshold" path={[...path, 'threshold']} />
          {kind === 'threshold' && (
            <NumberField label="Recovers at (optional)" path={[...path, 'recovery_threshold']} />
          )}
        </Group>
      )}
      {kind === 'anomaly' && (
        <NumberField label="Score" path={[...path, 'score']} description="From 0 to 1; 0.8 when left out." />
      )}
      <PairsField
        label="Only series with the labels"
        path={[...path, 'labels']}
        names={labelNames(series)}
        valuesOf={(name) => labelValues(series, name)}
      />
    </>
  );
}

function MetricField({ path }: { readonly path: Path }): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const names = useMetricNames();
  return (
    <Autocomplete
      label="Metric"
      data={[...names]}
      limit={OFFERED_MAX}
      value={shownText(value)}
      error={error}
      disabled={isLocked}
      onChange={set}
    />
  );
}
