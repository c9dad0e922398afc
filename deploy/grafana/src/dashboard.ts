import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { datasource, type SizedPanel } from './panel.js';

/** Panels under a title; their widths fill whole lines of 24. */
export interface Row {
  readonly title: string;
  readonly panels: readonly SizedPanel[];
}

export interface DashboardText {
  /** Stands in links, so it never changes; also the name of the file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Whether its queries hold `$tenant`. */
  readonly hasTenants: boolean;
  readonly rows: readonly Row[];
}

/** Matches the series of the chosen tenants. */
export const TENANT = 'tenant_id=~"$tenant"';

/**
 * Lays a dashboard out.
 *
 * @throws an error that names the row whose panels do not fill their lines
 */
export function dashboardOf({ uid, title, description, hasTenants, rows }: DashboardText): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tocsin'])
    .editable()
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('Tocsin')
        .type(DashboardLinkType.Dashboards)
        .tags(['tocsin'])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  if (hasTenants) builder.withVariable(tenantVariable());
  let id = 0;
  for (const row of rows) {
    const used = row.panels.reduce((sum, { width }) => sum + width, 0);
    if (used % 24 !== 0) throw new Error(`${title}, row ${row.title}: its panels are ${used} wide, not lines of 24`);
    builder.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const { panel, width, height } of row.panels) {
      const built = panel.build();
      built.id = id += 1;
      built.gridPos = { x: 0, y: 0, w: width, h: height };
      builder.withPanel({ build: () => built });
    }
  }
  return builder.build();
}

/** All tenants are there while none is chosen; those that come later, too. */
const tenantVariable = (): QueryVariableBuilder =>
  new QueryVariableBuilder('tenant')
    .label('Tenant')
    .datasource(datasource)
    .query({ query: 'label_values(rules_processed_total, tenant_id)', refId: 'tenants' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
