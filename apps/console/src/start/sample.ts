import { labelsFromText } from '../receivers/label-list.js';

/** What is sent in the first step. */
export interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the fields of the first step hold; the address names what was sent in the same way. */
export interface SampleText {
  readonly metric: string;
  /** As people write labels, such as `instance=my-machine`. */
  readonly labels: string;
  readonly value: number | string;
}

export const firstSample: SampleText = { metric: 'queue_length', labels: 'instance=my-machine', value: 95 };

/** @returns null while something is missing, or is no label */
export function sampleFrom({ metric, labels, value }: SampleText): Sample | null {
  const read = labelsFromText(labels);
  const name = metric.trim();
  if (read === null || name === '' || value === '' || !Number.isFinite(Number(value))) return null;
  return { metric: name, labels: read, value: Number(value) };
}

/** The command that sends a sample from a shell. @param base - of the platform, @param token - that may send */
export function curlText(sample: Sample, base: string, token: string): string {
  const body = JSON.stringify({ samples: [sample] });
  return [
    `curl -X POST ${base}/api/metrics`,
    `-H 'Authorization: Bearer ${token}'`,
    `-H 'Content-Type: application/json'`,
    `-d ${shellQuoted(body)}`,
  ].join(' \\\n  ');
}

/** The series of a sample as PromQL selects it. */
export function selectorOf({ metric, labels }: Pick<Sample, 'metric' | 'labels'>): string {
  const matchers = Object.entries({ __name__: metric, ...labels }).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return `{${matchers.join(',')}}`;
}

/** A limit that a value is beyond, by a tenth of it. */
export const limitBelow = (value: number): number => Number((value - Math.max(1, Math.abs(value)) / 10).toPrecision(6));

/** A text of any signs as one word of a shell. */
const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
