const NAMES_MAX = 3;

/** An incident by the rules whose alerts it is of. */
export function titleOf({ rule_names: names }: { readonly rule_names: readonly string[] }): string {
  const named = names.slice(0, NAMES_MAX).join(', ');
  return names.length > NAMES_MAX ? `${named} and ${names.length - NAMES_MAX} more` : named;
}

/** How many alerts an incident has, and of them fire. */
export function countText(alerts: number, firing: number): string {
  if (firing === 0) return `${alerts}, none firing`;
  return firing === alerts ? `${alerts} firing` : `${firing} of ${alerts} firing`;
}
