import { structure, texts } from './message-value.js';
import { fixed, listOf, type TemplateFunction } from './template-function.js';
import { sortedKeys } from './utf8.js';
import { type DataValue, type ListValue, type MapValue, nil, string, type Value } from './values.js';

/** A method of a message's labels, alerts or pairs, with its receiver already bound. */
export function messageMethodOf(value: Value, name: string): TemplateFunction | undefined {
  if (value.kind === 'map' && value.holds === 'kv') return labelMethods.get(name)?.(value);
  if (value.kind !== 'list') return undefined;
  if (value.type === 'template.Alerts') return alertMethods.get(name)?.(value);
  return value.type === 'template.Pairs' ? pairMethods.get(name)?.(value) : undefined;
}

/** As in Alertmanager, a label of one of these names is reached by `index`. */
const labelMethods: ReadonlyMap<string, (labels: MapValue) => TemplateFunction> = new Map([
  ['SortedPairs', (labels) => fixed([], (_, { meter }) => (meter.spend(1 + 2 * labels.entries.size), pairsOf(labels)))],
  ['Names', (labels) => fixed([], (_, { meter }) => (meter.spend(1 + labels.entries.size), texts(namesOf(labels))))],
  [
    'Values',
    (labels) => fixed([], (_, { meter }) => (meter.spend(1 + labels.entries.size), valuesOf(pairsOf(labels)))),
  ],
  [
    'Remove',
    (labels) =>
      fixed(['list'], (args, { meter }) => {
        const gone = listOf(args, 0).items;
        meter.spend(1 + labels.entries.size + gone.length);
        const names = new Set(gone.map((item) => (item.kind === 'string' ? item.value : '')));
        return { ...labels, entries: new Map([...labels.entries].filter(([name]) => !names.has(name))) };
      }),
  ],
]);

const alertMethods: ReadonlyMap<string, (alerts: ListValue) => TemplateFunction> = new Map([
  [
    'Firing',
    (alerts) => fixed([], (_, { meter }) => (meter.spend(1 + alerts.items.length), ofStatus(alerts, 'firing'))),
  ],
  [
    'Resolved',
    (alerts) => fixed([], (_, { meter }) => (meter.spend(1 + alerts.items.length), ofStatus(alerts, 'resolved'))),
  ],
]);

const pairMethods: ReadonlyMap<string, (pairs: ListValue) => TemplateFunction> = new Map([
  ['Names', (pairs) => fixed([], (_, { meter }) => (meter.spend(1 + pairs.items.length), fieldsOf(pairs, 'Name')))],
  ['Values', (pairs) => fixed([], (_, { meter }) => (meter.spend(1 + pairs.items.length), valuesOf(pairs)))],
]);

function ofStatus(alerts: ListValue, status: string): ListValue {
  const has = (alert: Value): boolean => {
    const found = alert.kind === 'data' ? alert.fields.get('Status') : undefined;
    return found?.kind === 'string' && found.value === status;
  };
  return { ...alerts, items: alerts.items.filter(has) };
}

/** In Alertmanager the label `alertname` stands first; the others follow by their names. */
function namesOf(labels: MapValue): readonly string[] {
  const names = sortedKeys(labels.entries);
  return names.includes('alertname') ? ['alertname', ...names.filter((name) => name !== 'alertname')] : names;
}

function pairsOf(labels: MapValue): ListValue {
  const items = namesOf(labels).map((name): DataValue =>
    structure('template.Pair', { Name: string(name), Value: labels.entries.get(name) ?? nil }),
  );
  return { kind: 'list', type: 'template.Pairs', items };
}

const valuesOf = (pairs: ListValue): ListValue => fieldsOf(pairs, 'Value');

function fieldsOf({ items }: ListValue, name: string): ListValue {
  return texts(
    items.map((pair) => {
      const field = pair.kind === 'data' ? pair.fields.get(name) : undefined;
      return field?.kind === 'string' ? field.value : '';
    }),
  );
}
