import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { type NotedSeries, parseSeriesNotation } from '@tocsin/domain/rule-tests/series-notation';

export interface ToldExpectation {
  kind: 'fail' | 'warn' | 'info';
  message: string | null;
  pattern: string | null;
}

export type Expectation =
  | ToldExpectation
  | { kind: 'no_warn' | 'no_info' | 'ordered' }
  | { kind: 'string'; text: string }
  /** The points of the lines that follow stand at these times. */
  | { kind: 'range'; start: number; end: number; step: number };

export interface Evaluation {
  kind: 'eval';
  line: number;
  expr: string;
  /** Milliseconds since 1970; an instant has `start` alone. */
  start: number;
  range: { end: number; step: number } | null;
  expectations: Expectation[];
  series: NotedSeries[];
  scalar: number | null;
}

export type Command =
  | { kind: 'clear' }
  | { kind: 'load'; line: number; step: number; convertsToNative: boolean; series: NotedSeries[] }
  | Evaluation;

const load = /^load(_with_nhcb)?\s+(\S+)$/;
const instant = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$/;
const ranged = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;
const annotated = /^expect\s+(fail|warn|info)(?:\s+(msg|regex):\s*(.*))?$/;
const plain = /^expect\s+(no_warn|no_info|ordered)$/;
const points = /^expect\s+range\s+vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/;

/**
 * Reads a script of Prometheus's own PromQL tests.
 *
 * @throws Error naming the line that cannot be read
 */
export function parseScript(text: string): Command[] {
  const commands: Command[] = [];
  let block: Command | null = null;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    try {
      const isBlockLine = block !== null && block.kind !== 'clear' && /^\s/.test(raw);
      if (isBlockLine) readBlockLine(block as Command, line);
      else {
        block = readCommand(line, index + 1);
        commands.push(block);
      }
    } catch (error) {
      throw new Error(`line ${index + 1}: ${(error as Error).message}`, { cause: error });
    }
  });
  return commands;
}

function timeOf(text: string): number {
  const isNegative = text.startsWith('-');
  const own = isNegative ? text.slice(1) : text;
  const ms = parseDurationMs(own) ?? 1_000 * Number(own);
  if (Number.isNaN(ms)) throw new Error(`${text} is no time`);
  return isNegative ? -ms : ms;
}

function readCommand(line: string, number: number): Command {
  if (line === 'clear') return { kind: 'clear' };
  const loads = load.exec(line);
  if (loads !== null)
    return {
      kind: 'load',
      line: number,
      step: timeOf(loads[2] as string),
      convertsToNative: loads[1] !== undefined,
      series: [],
    };
  const one = instant.exec(line);
  if (one !== null) return evaluation(number, one[1], one[3] as string, timeOf(one[2] as string), null);
  const many = ranged.exec(line);
  if (many === null) throw new Error(`unknown command: ${line}`);
  const [, modifier, start, end, step, expr] = many as unknown as (string | undefined)[];
  return evaluation(number, modifier, expr as string, timeOf(start as string), {
    end: timeOf(end as string),
    step: timeOf(step as string),
  });
}

function evaluation(
  line: number,
  modifier: string | undefined,
  expr: string,
  start: number,
  range: Evaluation['range'],
): Evaluation {
  const expectations: Expectation[] = [];
  if (modifier === 'ordered') expectations.push({ kind: 'ordered' });
  else if (modifier !== undefined)
    expectations.push({ kind: modifier as 'fail' | 'warn' | 'info', message: null, pattern: null });
  return { kind: 'eval', line, expr, start, range, expectations, series: [], scalar: null };
}

function readBlockLine(block: Command, line: string): void {
  if (block.kind === 'clear') return;
  if (block.kind === 'load') {
    block.series.push(parseSeriesNotation(line));
    return;
  }
  const { expectations } = block;
  const found = annotated.exec(line);
  const range = points.exec(line);
  const message = /^expected_fail_(message|regexp)\s+(.*)$/.exec(line);
  if (found !== null) {
    const [, kind, how, text = ''] = found as unknown as [string, 'fail' | 'warn' | 'info', string | undefined, string];
    expectations.push({ kind, message: how === 'msg' ? text : null, pattern: how === 'regex' ? text : null });
  } else if (plain.test(line)) {
    expectations.push({ kind: (plain.exec(line) as RegExpExecArray)[1] as 'no_warn' | 'no_info' | 'ordered' });
  } else if (line.startsWith('expect string ')) {
    const text = line.slice('expect string '.length).trim();
    expectations.push({
      kind: 'string',
      text: text.startsWith('`') ? text.slice(1, -1) : (JSON.parse(text) as string),
    });
  } else if (range !== null) {
    const [start, end, step] = range.slice(1).map(timeOf) as [number, number, number];
    expectations.push({ kind: 'range', start, end, step });
  } else if (message !== null) {
    const text = message[2] as string;
    const isText = message[1] === 'message';
    expectations.push({ kind: 'fail', message: isText ? text : null, pattern: isText ? null : text });
  } else if (/^[+-]?(inf|nan|[\d.]+(e[+-]?\d+)?|0x[0-9a-f]+)$/i.test(line)) {
    const [point] = parseSeriesNotation(`x ${line}`).points;
    block.scalar = point?.kind === 'value' ? point.value : Number.NaN;
  } else {
    block.series.push(parseSeriesNotation(line));
  }
}
