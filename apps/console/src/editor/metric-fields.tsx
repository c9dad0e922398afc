import { Autocomplete, Group } from '@mantine/core';
import {
  ChangeConditionSchema,
  ComparisonSchema,
  ForecastConditionSchema,
  OutlierConditionSchema,
} from '@tocsin/domain/rules/condition';
import { metricOfPath } from '@tocsin/domain/rules/metric-path';
import type { ReactElement } from 'react';
import type { ConditionKind, JoiningKind } from './condition-kinds.js';
import type { Path } from './edited-rule.js';
import { labelOf } from './field-labels.js';
import { ChoiceField, NamesField, NumberField, TextField } from './fields.js';
import { labelNames, labelValues, useMetricNames, useSeriesOf } from './known-series.js';
import { PairsField } from './pairs-field.js';
import { shownText, useRuleField } from './rule-fields.js';

const operators = ComparisonSchema.options;
const modes = ChangeConditionSchema.shape.mode.unwrap().options;
const horizons = ForecastConditionSchema.shape.horizon.options;
const quantiles = ForecastConditionSchema.shape.quantile.unwrap().out.options;
const methods = OutlierConditionSchema.shape.method.unwrap().options;
/** What leaving a choice out is called. */
const UNSAID = 'as the platform has it';
const OFFERED_MAX = 20;

/** Kinds that look at the series of one metric. */
export type MetricKind = Exclude<ConditionKind, JoiningKind | 'promql'>;

/** A condition on the series of one metric. */
export function MetricFields({ path, kind }: { readonly path: Path; readonly kind: MetricKind }): ReactElement {
  const { value } = useRuleField([...path, 'metric_path']);
  const series = useSeriesOf(metricOfPath(shownText(value)) ?? '');
  return (
    <>
      <MetricField path={[...path, 'metric_path']} />
      <OwnFields path={path} kind={kind} labels={labelNames(series)} />
      <PairsField
        label="Only series with the labels"
        path={[...path, 'labels']}
        names={labelNames(series)}
        valuesOf={(name) => labelValues(series, name)}
      />
    </>
  );
}

/** What a kind has beside its metric. */
function OwnFields({
  path,
  kind,
  labels,
}: {
  readonly path: Path;
  readonly kind: MetricKind;
  readonly labels: readonly string[];
}): ReactElement {
  const at = (name: string): Path => [...path, name];
  const window = <TextField path={at('window')} isNeeded description="Such as 5m or 1h30m." />;
  switch (kind) {
    case 'threshold':
      return (
        <Compared path={path}>
          <NumberField path={at('recovery_threshold')} />
        </Compared>
      );
    case 'change':
      return (
        <>
          {window}
          <ChoiceField path={at('mode')} choices={modes} optional={UNSAID} />
          <Compared path={path} />
        </>
      );
    case 'absence':
      return window;
    case 'anomaly':
      return <NumberField path={at('score')} description="From 0 to 1; 0.8 when left out." />;
    case 'forecast':
      return (
        <>
          <Group align="start">
            <ChoiceField path={at('horizon')} choices={horizons} />
            <ChoiceField path={at('quantile')} choices={quantiles} optional={UNSAID} />
          </Group>
          <Compared path={path} />
        </>
      );
    case 'outlier':
      return <OutlierFields path={path} labels={labels} />;
    case 'pattern':
      return (
        <>
          <Group align="start">
            <TextField path={at('label')} isNeeded />
            {window}
          </Group>
          <TextField
            path={at('pattern')}
            isNeeded
            description="A regular expression in the syntax of RE2, found anywhere in the text."
          />
          <Group align="start">
            <ChoiceField path={at('operator')} choices={operators} optional={UNSAID} />
            <NumberField label="Events" path={at('threshold')} description="1 when left out." />
          </Group>
        </>
      );
  }
}

function OutlierFields({ path, labels }: { readonly path: Path; readonly labels: readonly string[] }): ReactElement {
  const at = (name: string): Path => [...path, name];
  const { value: method } = useRuleField(at('method'));
  return (
    <>
      <Group align="start">
        <ChoiceField path={at('method')} choices={methods} optional={UNSAID} />
        <NumberField path={at('tolerance')} description="3 when left out." />
        {method === 'dbscan' && <NumberField path={at('neighbors')} description="2 when left out." />}
      </Group>
      <NamesField
        path={at('by')}
        description={`With commas between them; all series are peers when it is empty.${labels.length === 0 ? '' : ` There are: ${labels.join(', ')}.`}`}
      />
      <Group align="start">
        <TextField path={at('window')} description="Means over it are compared; last values without." />
        <NumberField path={at('min_peers')} description="3 when left out." />
        <NumberField path={at('min_distance')} description="In the unit of the metric." />
      </Group>
    </>
  );
}

function Compared({ path, children }: { readonly path: Path; readonly children?: ReactElement }): ReactElement {
  return (
    <Group align="start">
      <ChoiceField path={[...path, 'operator']} choices={operators} />
      <NumberField path={[...path, 'threshold']} />
      {children}
    </Group>
  );
}

function MetricField({ path }: { readonly path: Path }): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const names = useMetricNames();
  return (
    <Autocomplete
      label={labelOf(path)}
      data={[...names]}
      limit={OFFERED_MAX}
      value={shownText(value)}
      error={error}
      disabled={isLocked}
      onChange={set}
    />
  );
}
