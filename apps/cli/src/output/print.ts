import { type Invocation, textOption } from '../frame/command.js';
import { steering, writeExactly } from './plain.js';
import { type Column, isColoured, tableText } from './table.js';

/** How things of one kind are listed. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  /** As other commands take it: `rule/ID`. */
  readonly name: (item: Item) => string;
  /** What is said, on standard error, where there is none. */
  readonly none: string;
}

/** Prints a list in the form that was asked for. */
export async function printList<Item>(invocation: Invocation, listing: Listing<Item>): Promise<void> {
  const { items, columns, name, none } = listing;
  const { surroundings } = invocation;
  switch (textOption(invocation, 'output')) {
    case 'name':
      return surroundings.out.write(items.map((item) => `${name(item)}\n`).join(''));
    case 'ndjson':
      return surroundings.out.write(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    case 'table':
      if (items.length === 0) return surroundings.err.write(`${none}\n`);
      // Its cells are plain already, and its colours are ours.
      return surroundings.out.write(steering(tableText(columns, items, isColoured(surroundings))));
    default:
      return printData(invocation, items);
  }
}

/** Prints one thing in the form that was asked for; `text` is the one for people. */
export async function printOne(
  invocation: Invocation,
  thing: { readonly data: unknown; readonly text: string; readonly name?: string },
): Promise<void> {
  const { out } = invocation.surroundings;
  switch (textOption(invocation, 'output')) {
    case 'name':
      return out.write(`${thing.name ?? ''}\n`);
    case 'ndjson':
      return out.write(`${JSON.stringify(thing.data)}\n`);
    case 'table':
      return out.write(thing.text.endsWith('\n') ? thing.text : `${thing.text}\n`);
    default:
      return printData(invocation, thing.data);
  }
}

async function printData(invocation: Invocation, data: unknown): Promise<void> {
  const { out } = invocation.surroundings;
  if (textOption(invocation, 'output') !== 'yaml') return out.write(`${JSON.stringify(data, null, 2)}\n`);
  const { stringify } = await import('yaml');
  writeExactly(out, stringify(data, { lineWidth: 0 }));
}

/** Fields of one thing under each other, the names in a column of their own. */
export function fieldsText(fields: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${`${name}:`.padEnd(width + 1)} ${value}`.trimEnd()).join('\n');
}
