import type { Stream } from '../frame/surroundings.js';
import { plainStream, steering, writeExactly } from './plain.js';

const NAME = 'x \u202Etxt.exe';

function streamOf(isTTY: boolean): { stream: Stream; written: () => string } {
  const parts: Uint8Array[] = [];
  const write = (text: string | Uint8Array): void =>
    void parts.push(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  const stream = plainStream({ write, drained: async () => undefined, isTTY, columns: isTTY ? 80 : undefined });
  return { stream, written: () => Buffer.concat(parts).toString() };
}

test('whatever a command prints turns no text around and moves no cursor, and its lines stay', () => {
  const { stream, written } = streamOf(false);
  stream.write(`+ alert rule "${NAME}"\n\tערך\u001b[2J\r\n`);
  expect(written()).toBe('+ alert rule "x \\u202etxt.exe"\n\tערך\\u001b[2J\\u000d\n');
});

test('JSON is the same text afterwards', () => {
  const { stream, written } = streamOf(false);
  stream.write(`${JSON.stringify({ name: NAME }, null, 2)}\n`);
  expect(written()).not.toContain('\u202E');
  expect(JSON.parse(written())).toEqual({ name: NAME });
});

test('what steers the terminal passes', () => {
  const { stream, written } = streamOf(true);
  stream.write(steering('\r\u001b[Kreplay: 3 %'));
  expect(written()).toBe('\r\u001b[Kreplay: 3 %');
});

test('a file gets a text exactly as it is, and a terminal what is not seen in it', () => {
  const [file, terminal] = [streamOf(false), streamOf(true)];
  for (const { stream } of [file, terminal]) writeExactly(stream, `name: ${NAME}\n`);
  expect(file.written()).toBe(`name: ${NAME}\n`);
  expect(terminal.written()).toBe('name: x \\u202etxt.exe\n');
});
