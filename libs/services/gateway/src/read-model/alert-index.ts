import type { AlertDetail } from './alert.js';
import { ChangeOrder, type ChangePlace } from './change-order.js';

/** What alerts are asked for by; all that is given must fit. */
export interface AlertFilter {
  readonly state?: AlertDetail['state'] | undefined;
  readonly severity?: AlertDetail['severity'] | undefined;
  readonly rule_id?: string | undefined;
  readonly labels?: readonly (readonly [name: string, value: string])[];
}

/** How many alerts of one rule are not over. */
export interface StandingAlerts {
  readonly pending: number;
  readonly firing: number;
}

const NONE: StandingAlerts = { pending: 0, firing: 0 };

/** An alert at its place, so that reading a list looks none of them up. */
type OrderedAlert = ChangePlace & { alert: AlertDetail };

/** What has one value in common, in order; many values are those of one alert alone, which then needs no order. */
type Values = Map<string, OrderedAlert | ChangeOrder<OrderedAlert>>;

const COLUMNS = ['state', 'severity', 'rule_id'] as const;

/**
 * One tenant's alerts, the last changed first, and the same for each value of the columns and labels that they are asked
 * for by: a filter looks at those alone that share its rarest value.
 */
export class AlertIndex {
  readonly #all = new ChangeOrder<OrderedAlert>();
  readonly #byColumn = new Map<string, Values>();
  readonly #byLabel = new Map<string, Values>();
  readonly #standing = new Map<string, StandingAlerts>();

  /** How many alerts of a rule are not over; counted as they come and go, so that a list of all rules looks at none. */
  standingOf(ruleId: string): StandingAlerts {
    return this.#standing.get(ruleId) ?? NONE;
  }

  add(alert: AlertDetail): void {
    this.#count(alert, 1);
    const ordered = { ...placeOf(alert), alert };
    this.#all.add(ordered);
    for (const [values, value] of this.#valuesOf(alert)) addTo(values, value, ordered);
  }

  /** Takes an alert out; it must be as it was added. */
  remove(alert: AlertDetail): void {
    this.#count(alert, -1);
    const place = placeOf(alert);
    this.#all.remove(place);
    for (const [values, value] of this.#valuesOf(alert)) removeFrom(values, value, place);
  }

  /** The alerts that fit and changed before a place, the last changed first; from the first one when it is null. */
  *newestFirst(before: ChangePlace | null, filter: AlertFilter): Iterable<AlertDetail> {
    const wanted = [
      ...COLUMNS.flatMap((name) => (filter[name] === undefined ? [] : [[this.#byColumn, name, filter[name]] as const])),
      ...(filter.labels ?? []).map(([name, value]) => [this.#byLabel, name, value] as const),
    ];
    let fewest: ChangeOrder<OrderedAlert> | OrderedAlert = this.#all;
    for (const [facets, name, value] of wanted) {
      const sharing = facets.get(name)?.get(value);
      if (sharing === undefined) return;
      if (sizeOf(sharing) < sizeOf(fewest)) fewest = sharing;
    }
    for (const { alert } of placesOf(fewest).before(before)) if (fits(alert, filter)) yield alert;
  }

  #count({ rule_id, state }: AlertDetail, by: 1 | -1): void {
    if (state !== 'pending' && state !== 'firing') return;
    const { pending, firing } = this.standingOf(rule_id);
    const standing = {
      pending: pending + (state === 'pending' ? by : 0),
      firing: firing + (state === 'firing' ? by : 0),
    };
    if (standing.pending + standing.firing === 0) this.#standing.delete(rule_id);
    else this.#standing.set(rule_id, standing);
  }

  *#valuesOf(alert: AlertDetail): Iterable<[Values, string]> {
    for (const name of COLUMNS) yield [facetOf(this.#byColumn, name), alert[name]];
    for (const [name, value] of Object.entries(alert.labels)) yield [facetOf(this.#byLabel, name), value];
  }
}

/** An alert's place among the others of its tenant. */
export const placeOf = ({ updated_at: at, id }: AlertDetail): ChangePlace => ({ at, id });

function fits(alert: AlertDetail, { labels = [], ...columns }: AlertFilter): boolean {
  return (
    COLUMNS.every((name) => columns[name] === undefined || alert[name] === columns[name]) &&
    labels.every(([name, value]) => alert.labels[name] === value)
  );
}

function facetOf(facets: Map<string, Values>, name: string): Values {
  let values = facets.get(name);
  if (values === undefined) facets.set(name, (values = new Map()));
  return values;
}

function addTo(values: Values, value: string, ordered: OrderedAlert): void {
  const sharing = values.get(value);
  if (sharing === undefined) values.set(value, ordered);
  else {
    const order = placesOf(sharing);
    order.add(ordered);
    if (order !== sharing) values.set(value, order);
  }
}

function removeFrom(values: Values, value: string, place: ChangePlace): void {
  const sharing = values.get(value);
  if (sharing instanceof ChangeOrder) sharing.remove(place);
  if (!(sharing instanceof ChangeOrder) || sharing.size === 0) values.delete(value);
}

function placesOf(sharing: OrderedAlert | ChangeOrder<OrderedAlert>): ChangeOrder<OrderedAlert> {
  if (sharing instanceof ChangeOrder) return sharing;
  const order = new ChangeOrder<OrderedAlert>();
  order.add(sharing);
  return order;
}

const sizeOf = (sharing: OrderedAlert | ChangeOrder<OrderedAlert>): number =>
  sharing instanceof ChangeOrder ? sharing.size : 1;
