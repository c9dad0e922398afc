#!/usr/bin/env node
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { environment } from '@tocsin/runtime/environment';
import { runTocsin } from './frame/run-tocsin.js';
import type { Stream } from './frame/surroundings.js';

const cancelling = new AbortController();
process.once('SIGINT', () => cancelling.abort());

const streamOf = (stream: NodeJS.WriteStream): Stream => ({
  write: (content) => void stream.write(content),
  drained: async () => {
    if (stream.writableNeedDrain) await once(stream, 'drain');
  },
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.isTTY ? stream.columns : undefined;
  },
});
// A reader such as `head` that has had enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// In a checkout as in a package of the command line alone, it lies above the built program.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.exitCode = await runTocsin(process.argv.slice(2), {
  version,
  environment,
  directory: process.cwd(),
  userHome: homedir(),
  now: () => new Date().getTime(),
  out: streamOf(process.stdout),
  err: streamOf(process.stderr),
  stdin: () => text(process.stdin),
  signal: cancelling.signal,
});
