import { z } from 'zod';
import type { Incident } from './incidents.js';
import type { LineFinding } from './read-samples.js';
import { readTime } from './read-time.js';

export type IncidentsRead =
  | { readonly kind: 'read'; readonly incidents: readonly Incident[] }
  | { readonly kind: 'refused'; readonly finding: LineFinding };

const Time = z.union([z.number(), z.string()]);
const IncidentsSchema = z.array(z.object({ from: Time, to: Time }));

/** Reads incidents from CSV with the columns from and to, with or without a heading; times as {@link readTime} reads them. */
export function readCsvIncidents(text: string): IncidentsRead {
  const incidents: Incident[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [from = '', to = ''] = line.split(',');
    const incident = incidentOf(from, to);
    if (incident !== null) incidents.push(incident);
    else if (i > 0 || readTime(from) !== null)
      return refused(i + 1, `${line.trim()} does not go from one time to a later one`);
  }
  return { kind: 'read', incidents };
}

/** Reads incidents from a JSON array of objects with `from` and `to`; times as {@link readTime} reads them. */
export function readJsonIncidents(text: string): IncidentsRead {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return refused(1, `is no JSON: ${(error as Error).message}`);
  }
  const parsed = IncidentsSchema.safeParse(content);
  if (!parsed.success) return refused(1, 'is no array of objects with "from" and "to"');
  const incidents: Incident[] = [];
  for (const { from, to } of parsed.data) {
    const incident = incidentOf(String(from), String(to));
    if (incident === null) return refused(1, `${from} to ${to} does not go from one time to a later one`);
    incidents.push(incident);
  }
  return { kind: 'read', incidents };
}

function incidentOf(from: string, to: string): Incident | null {
  const [begin, end] = [readTime(from), readTime(to)];
  return begin === null || end === null || end < begin ? null : { from: begin, to: end };
}

const refused = (line: number, message: string): IncidentsRead => ({ kind: 'refused', finding: { line, message } });
