import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { environment } from '@tocsin/runtime/environment';

/** One of the platform's processes, as a user would have started it. */
export class PlatformProcess {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #code: number | null | undefined;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>>, cwd?: string) {
    this.#child = spawn(command, args, {
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    });
    if (this.#child.stdout !== null)
      createInterface(this.#child.stdout).on('line', (line) => this.#say(this.lines, line));
    if (this.#child.stderr !== null)
      createInterface(this.#child.stderr).on('line', (line) => this.#say(this.errors, line));
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code) => {
        this.#code = code;
        for (const look of this.#waiting) look();
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves with the first line that contains the text; rejects when the process ends before. */
  said(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const line = this.lines.find((one) => one.includes(text));
        if (line === undefined && this.#code === undefined) return;
        this.#waiting.delete(look);
        if (line !== undefined) resolve(line);
        else
          reject(
            new Error(
              `the process ended with ${String(this.#code)} before it said "${text}":\n${[...this.lines, ...this.errors].slice(-30).join('\n')}`,
            ),
          );
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** As `kill -9`: nothing is told to anyone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** As Ctrl-C. */
  async interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    return this.exited;
  }

  /** As a service manager or a kubelet ends a process. */
  async terminate(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.exited;
  }

  #say(to: string[], line: string): void {
    to.push(line);
    for (const look of this.#waiting) look();
  }
}

/** Starts the app of a service that was built before. */
export function startApp(name: string, env: Readonly<Record<string, string>>): PlatformProcess {
  return new PlatformProcess('node', [`apps/${name}/dist/main.js`], env);
}
