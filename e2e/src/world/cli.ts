import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runTocsin } from '@tocsin/cli/frame/run-tocsin';
import { systemClock } from '@tocsin/runtime/system-clock';

/** The command line as it was built. */
export const tocsinProgram = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');

const own = JSON.parse(readFileSync(join(process.cwd(), 'apps', 'cli', 'package.json'), 'utf8')) as { version: string };

/** What a command has come to. */
export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandWorld {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly stdin?: string;
  /** Whether somebody looks on. */
  readonly isTTY?: boolean;
}

/** Runs a command in this process, as the program does in its own. */
export async function runInProcess(words: readonly string[], world: CommandWorld = {}): Promise<CommandResult> {
  const { environment = {}, directory = process.cwd(), stdin = '', isTTY = false } = world;
  const [out, err] = [new PassThrough(), new PassThrough()];
  const streamOf = (stream: PassThrough) => ({
    write: (text: string | Uint8Array): void => void stream.write(text),
    drained: async () => undefined,
    isTTY,
    columns: undefined,
  });
  const status = await runTocsin(words, {
    version: own.version,
    environment,
    directory,
    userHome: directory,
    now: () => systemClock.now(),
    out: streamOf(out),
    err: streamOf(err),
    stdin: async () => stdin,
    signal: new AbortController().signal,
  });
  return { status, out: textIn(out), err: textIn(err) };
}

const textIn = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
