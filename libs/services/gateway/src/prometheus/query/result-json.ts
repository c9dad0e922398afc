import type { LabelSet } from '@tocsin/domain/plan/label-set';
import { formatNumber } from '@tocsin/domain/promql/go-text';
import type { Element, Points, QueryValue } from '@tocsin/domain/plan/plan';

/** Text is turned into bytes in pieces of about this many characters, since a whole answer may be longer than a string. */
const PIECE_LENGTH = 65_536;

/** Gathers text as bytes in UTF-8. */
class Utf8Writer {
  readonly #encoder = new TextEncoder();
  readonly #pieces: Uint8Array[] = [];
  #text = '';

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= PIECE_LENGTH) this.#flush();
  }

  bytes(): Uint8Array<ArrayBuffer> {
    this.#flush();
    const bytes = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  #flush(): void {
    this.#pieces.push(this.#encoder.encode(this.#text));
    this.#text = '';
  }
}

/**
 * A whole answer to a query, as Prometheus writes it.
 *
 * @param time - when an instant query was evaluated; ms since 1970
 * @param remarks - warnings and infos
 */
export function answerJson(value: QueryValue, time: number, remarks: object): Uint8Array<ArrayBuffer> {
  const writer = new Utf8Writer();
  writer.write(`{"status":"success","data":{"resultType":"${value.type}","result":`);
  writeResult(writer, value, time);
  const after = JSON.stringify(remarks).slice(1);
  writer.write(after === '}' ? '}}' : `},${after}`);
  return writer.bytes();
}

function writeResult(writer: Utf8Writer, value: QueryValue, time: number): void {
  switch (value.type) {
    case 'scalar':
      return writer.write(pair(time, formatNumber(value.value)));
    case 'string':
      return writer.write(`[${time / 1_000},${JSON.stringify(value.value)}]`);
    case 'vector':
      return writeList(writer, value.elements, (element) => writeElement(writer, element, time));
    case 'matrix':
      return writeList(writer, value.series, (series) => writeSeries(writer, series));
  }
}

function writeList<Item>(writer: Utf8Writer, items: readonly Item[], write: (item: Item) => void): void {
  writer.write('[');
  items.forEach((item, i) => {
    if (i > 0) writer.write(',');
    write(item);
  });
  writer.write(']');
}

function writeElement(writer: Utf8Writer, { labels, value }: Element, time: number): void {
  writer.write(`{"metric":${labelsJson(labels)},"value":${pair(time, valueText(value))}}`);
}

function writeSeries(writer: Utf8Writer, { labels, times, values }: Points): void {
  writer.write(`{"metric":${labelsJson(labels)},"values":[`);
  times.forEach((time, i) => writer.write(`${i > 0 ? ',' : ''}${pair(time, valueText(values[i] as number))}`));
  writer.write(']}');
}

const pair = (time: number, text: string): string => `[${time / 1_000},"${text}"]`;

function labelsJson(labels: LabelSet): string {
  const fields = labels.entries().map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${fields.join(',')}}`;
}

/** A value of a series: with an exponent where it would have many zeros, unlike a scalar. */
export function valueText(value: number): string {
  const size = Math.abs(value);
  // Here JavaScript writes as Prometheus does, and it is what nearly every value is; there may be millions of them.
  if (size >= 1e-6 && size < 1e21) return String(value);
  if (size === 0 || !Number.isFinite(value)) return formatNumber(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
