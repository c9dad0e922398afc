/** Names of Grafana's alerting provisioning that both ways need. */
export const GRAFANA = {
  /** The data source of server-side expressions; older files have the number. */
  expressionSources: ['__expr__', '-100'] as readonly string[],
  expressionSource: '__expr__',
  /** The folder of rules that are in none: Grafana wants one. */
  folderDefault: 'Tocsin',
  /** Holds for whatever an expression gives an element for, its value being what it may, 0 among them. */
  presenceOf: (ref: string): string => `is_number($${ref}) || is_nan($${ref}) || is_inf($${ref})`,
} as const;

/** How far back the query of a rule reads, in seconds; rules are evaluated as instant queries, so it means little. */
export const RELATIVE_RANGE_SECONDS = 600;
