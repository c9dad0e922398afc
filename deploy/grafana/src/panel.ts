import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Panel,
  DashboardLinkBuilder,
  DashboardLinkType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** Where runbooks are kept; README says how to name another place. */
const RUNBOOKS = 'https://tocsin.example/docs/runbooks.md';

/** The data source that is chosen above the dashboard. */
export const datasource = { type: 'prometheus', uid: '${datasource}' };

/** A query and what its series are called. */
export interface Target {
  readonly expr: string;
  /** Text with labels, such as `{{tenant_id}}`. */
  readonly legend: string;
}

/** From which value on a panel is yellow, and from which one red; the other way round where little is bad. */
export interface Limits {
  readonly warning: number;
  readonly critical: number;
  readonly isLowBad?: boolean;
}

interface PanelText {
  readonly title: string;
  /** What it tells, and what a reader would do about it. */
  readonly description: string;
  /** Grafana's name of the unit, such as `s`, `percentunit` or `short`. */
  readonly unit: string;
  readonly targets: readonly Target[];
  readonly limits?: Limits;
  /** Name of the alert whose runbook helps. */
  readonly runbook?: string;
  /** The least and the most that there can be. */
  readonly min?: number;
  readonly max?: number;
}

/** How wide and high a panel is, in Grafana's grid of 24 columns. */
export interface SizedPanel {
  readonly width: number;
  readonly height: number;
  readonly panel: Builder<Panel>;
}

/** One value in large: what to look at first. Six of them make a line. */
export function stat(text: PanelText, width = 4): SizedPanel {
  const panel = new StatBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(datasource)
    .targets(queriesOf(text))
    .unit(text.unit)
    .thresholds(thresholdsOf(text.limits))
    .links(linksOf(text))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
  return { width, height: 4, panel: bounded(panel, text) };
}

/** Lines over time; two of them make a line of the dashboard. */
export function timeSeries(text: PanelText & { readonly isStacked?: boolean }, width = 12): SizedPanel {
  const panel = new TimeSeriesBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(datasource)
    .targets(queriesOf(text))
    .unit(text.unit)
    .thresholds(thresholdsOf(text.limits))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        text.limits === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
      ),
    )
    .links(linksOf(text))
    .lineWidth(1)
    .fillOpacity(text.isStacked === true ? 30 : 8)
    .stacking(
      new StackingConfigBuilder().mode(text.isStacked === true ? StackingMode.Normal : StackingMode.None).group('A'),
    )
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['mean', 'max', 'lastNotNull'])
        .sortBy('Max')
        .sortDesc(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  return { width, height: 8, panel: bounded(panel, text) };
}

function bounded<Bounded extends Builder<Panel> & { min(value: number): unknown; max(value: number): unknown }>(
  panel: Bounded,
  { min = 0, max }: PanelText,
): Bounded {
  panel.min(min);
  if (max !== undefined) panel.max(max);
  return panel;
}

const queriesOf = ({ targets }: PanelText): DataqueryBuilder[] =>
  targets.map(({ expr, legend }, at) =>
    new DataqueryBuilder()
      .datasource(datasource)
      .refId(String.fromCharCode('A'.charCodeAt(0) + at))
      .expr(expr)
      .legendFormat(legend)
      .range(),
  );

function thresholdsOf(limits: Limits | undefined): ThresholdsConfigBuilder {
  const builder = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (limits === undefined) return builder.steps([{ value: null, color: 'green' }]);
  const { warning, critical, isLowBad = false } = limits;
  return builder.steps(
    isLowBad
      ? [
          { value: null, color: 'red' },
          { value: critical, color: 'yellow' },
          { value: warning, color: 'green' },
        ]
      : [
          { value: null, color: 'green' },
          { value: warning, color: 'yellow' },
          { value: critical, color: 'red' },
        ],
  );
}

const linksOf = ({ runbook }: PanelText): DashboardLinkBuilder[] =>
  runbook === undefined
    ? []
    : [
        new DashboardLinkBuilder(`Runbook: ${runbook}`)
          .type(DashboardLinkType.Link)
          .url(`${RUNBOOKS}#${runbook.toLowerCase()}`)
          .targetBlank(true),
      ];
