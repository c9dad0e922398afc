import { styleText } from 'node:util';
import type { Surroundings } from '../frame/surroundings.js';
import { plain } from './plain.js';

/** What a cell is about, where somebody looks on in colours. */
export type Tone = 'bad' | 'doubtful' | 'good';

/** A column: its heading, what stands in it, and how it is meant. */
export interface Column<Item> {
  readonly heading: string;
  readonly text: (item: Item) => string;
  readonly isNumber?: boolean;
  readonly tone?: (item: Item) => Tone | null;
}

const colours = { bad: 'red', doubtful: 'yellow', good: 'green' } as const;

/** Whether colours are wanted: on a terminal, unless NO_COLOR says no. */
export function isColoured({ out, environment }: Pick<Surroundings, 'out' | 'environment'>): boolean {
  return out.isTTY && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}

/** Columns under each other, numbers to the right. */
export function tableText<Item>(columns: readonly Column<Item>[], items: readonly Item[], coloured: boolean): string {
  const rows = items.map((item) => columns.map(({ text }) => plain(text(item))));
  const widths = columns.map(({ heading }, i) => Math.max(heading.length, ...rows.map((row) => widthOf(row[i] ?? ''))));
  const line = (cells: readonly string[], item: Item | null): string =>
    cells
      .map((cell, i) => {
        const { isNumber, tone } = columns[i] as Column<Item>;
        const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
        const colour = !coloured || item === null ? null : (tone?.(item) ?? null);
        const shown = colour === null ? cell : styleText(colours[colour], cell, { validateStream: false });
        return isNumber === true ? space + shown : shown + space;
      })
      .join('  ')
      .trimEnd();
  const headings = line(
    columns.map(({ heading }) => heading),
    null,
  );
  return [headings, ...rows.map((row, i) => line(row, items[i] as Item))].join('\n').concat('\n');
}

const widthOf = (text: string): number => [...text].length;
