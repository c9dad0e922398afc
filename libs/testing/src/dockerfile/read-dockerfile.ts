import { DockerfileParser } from 'dockerfile-ast';

/** One line of a Dockerfile, as far as it is understood here. */
export type Step =
  | { kind: 'arg'; name: string; value: string | null }
  | { kind: 'env' | 'label'; values: readonly (readonly [string, string])[] }
  | { kind: 'workdir' | 'user'; value: string }
  | { kind: 'copy'; from: string | null; sources: readonly string[]; target: string }
  | { kind: 'run'; command: string; caches: readonly string[] }
  | { kind: 'volume' | 'expose'; values: readonly string[] }
  | { kind: 'healthcheck' | 'entrypoint'; command: readonly string[] };

export interface Stage {
  /** The image or the stage that it begins with. */
  readonly from: string;
  /** What `AS` calls it; null where nobody does. */
  readonly name: string | null;
  readonly steps: readonly { readonly line: number; readonly step: Step }[];
}

/** What this reads of dockerfile-ast's instructions; each kind has some of it. */
interface Instruction {
  getKeyword(): string;
  getArgumentsContent(): string | null;
  getArguments(): { getValue(): string }[];
  getRange(): { start: { line: number } };
  getFlags?(): { getName(): string; getValue(): string | null }[];
  getJSONStrings?(): { getJSONValue(): string }[];
  getProperties?(): { getName(): string; getValue(): string | null }[];
}

/**
 * Reads a Dockerfile into stages and their steps.
 *
 * @throws Error that names the line, for what is not understood here: it would be followed otherwise than an engine does
 */
export function readDockerfile(text: string): Stage[] {
  const stages: { from: string; name: string | null; steps: { line: number; step: Step }[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions() as unknown as Instruction[]) {
    const line = instruction.getRange().start.line + 1;
    const words = instruction.getArguments().map((word) => word.getValue());
    if (instruction.getKeyword() === 'FROM') {
      insist((instruction.getFlags?.() ?? []).length === 0, line, 'a FROM with flags');
      insist(words.length === 1 || (words.length === 3 && words[1]?.toUpperCase() === 'AS'), line, 'this FROM');
      stages.push({ from: words[0] ?? '', name: words[2] ?? null, steps: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw notFollowed(line, `${instruction.getKeyword()} before the first FROM`);
    stage.steps.push({ line, step: stepOf(instruction, words, line) });
  }
  return stages;
}

function stepOf(instruction: Instruction, words: readonly string[], line: number): Step {
  const keyword = instruction.getKeyword();
  const content = instruction.getArgumentsContent() ?? '';
  const flags = instruction.getFlags?.() ?? [];
  const properties = (): [string, string][] =>
    (instruction.getProperties?.() ?? []).map((one) => [one.getName(), one.getValue() ?? '']);
  switch (keyword) {
    case 'ARG': {
      const [[name, value] = ['', '']] = properties();
      return { kind: 'arg', name, value: content.includes('=') ? value : null };
    }
    case 'ENV':
    case 'LABEL':
      return { kind: keyword === 'ENV' ? 'env' : 'label', values: properties() };
    case 'WORKDIR':
    case 'USER':
      return { kind: keyword === 'WORKDIR' ? 'workdir' : 'user', value: content };
    case 'COPY': {
      insist(!content.includes('<<') && !content.startsWith('['), line, 'a COPY of this form');
      insist(
        flags.every((flag) => flag.getName() === 'from') && flags.length < 2,
        line,
        'a COPY with other flags than --from',
      );
      const from = flags[0]?.getValue() ?? null;
      return { kind: 'copy', from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
    }
    case 'RUN':
      insist(!content.includes('<<') && !content.startsWith('['), line, 'a RUN of this form');
      return { kind: 'run', command: content, caches: flags.map((flag) => cacheOf(flag, line)) };
    case 'VOLUME':
    case 'EXPOSE': {
      const listed = (instruction.getJSONStrings?.() ?? []).map((one) => one.getJSONValue());
      return { kind: keyword === 'VOLUME' ? 'volume' : 'expose', values: listed.length > 0 ? listed : words };
    }
    case 'HEALTHCHECK':
      insist(content.startsWith('CMD'), line, 'a HEALTHCHECK without CMD');
      return { kind: 'healthcheck', command: commandOf(content.slice('CMD'.length), line) };
    case 'ENTRYPOINT':
      return { kind: 'entrypoint', command: commandOf(content, line) };
    default:
      throw notFollowed(line, keyword);
  }
}

function cacheOf(flag: { getName(): string; getValue(): string | null }, line: number): string {
  const target = /^type=cache,target=([^,]+)$/.exec(flag.getValue() ?? '')?.[1];
  if (flag.getName() !== 'mount' || target === undefined)
    throw notFollowed(line, 'a RUN with other flags than a cache mount');
  return target;
}

function commandOf(text: string, line: number): string[] {
  const trimmed = text.trim();
  // A shell would be the first process, and would keep signals to itself.
  insist(trimmed.startsWith('['), line, 'a command that is not a list of words');
  return JSON.parse(trimmed) as string[];
}

function insist(holds: boolean, line: number, what: string): void {
  if (!holds) throw notFollowed(line, what);
}

const notFollowed = (line: number, what: string): Error =>
  new Error(`Dockerfile, line ${line}: ${what} is not followed here; write it otherwise, or teach read-dockerfile.ts`);

/** Puts variables in their places, as a build does everywhere but in RUN, where the shell does. @throws Error for one that is not known */
export function substitute(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+)|\{[^}]*\})/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) throw new Error(`Dockerfile: nothing is known of ${whole}`);
    return value;
  });
}
