import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { report } from '../report.js';

export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** Figures by their names, such as `cpu_mean_5m`. */
export type Figures = ReadonlyMap<string, Figure>;

/** What a part of the bench measures in a process of its own, so that nothing but the part is in its memory. */
export async function figuresOf(part: string, args: readonly string[]): Promise<Figures> {
  const node = ['--disable-warning=TimeoutNegativeWarning'];
  const child = spawn(process.execPath, [...node, 'bench/dist/main.js', 'engine', part, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  if (code !== 0) throw new Error(`engine ${[part, ...args].join(' ')} ended with ${code}`);
  return new Map(Object.entries(JSON.parse(said) as Record<string, Figure>));
}

/** How a part says what it measured to {@link figuresOf}. */
export const tell = (figures: Figures): void => void process.stdout.write(JSON.stringify(Object.fromEntries(figures)));

/** Reports figures, with those of the peer beside them. */
export function reportBeside(ours: Figures, theirs: Figures, circumstances: object): void {
  for (const [metric, { value, unit }] of ours) {
    const peer = theirs.get(metric);
    const beside = peer === undefined ? {} : { peerValue: rounded(peer.value), ratio: rounded(value / peer.value) };
    report('engine', metric, value, unit, { ...circumstances, ...beside });
  }
}

const rounded = (value: number): number => Number(value.toPrecision(4));
