import { commandGroups, commands } from '../catalog/commands.js';
import type { ArgumentSpec, CommandSpec, Completion, OptionSpec } from '../frame/command.js';
import type { Surroundings } from '../frame/surroundings.js';

/** What may stand in a place, and what it means. */
export interface Candidate {
  readonly text: string;
  readonly meaning: string;
}

/** Says that the shell completes files here. */
export const FILES: Candidate = { text: ':files', meaning: '' };

/** An option as it is completed. */
interface Flag {
  readonly names: readonly string[];
  readonly takesValue: boolean;
  readonly spec: OptionSpec;
}

/**
 * What may stand in the place of the last word.
 *
 * @param words - what follows the program's name; the last one is being typed
 */
export async function candidatesFor(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<readonly Candidate[]> {
  const [current = ''] = words.slice(-1);
  const before = words.slice(0, -1);
  const spec = commandOf(before);
  if (spec === null) return namesBelow(before);
  const flags = (spec.options ?? []).map(flagOf);
  const { pending, args } = readUp(before.slice(spec.path.split(' ').length), flags);
  if (pending !== null) return valuesOf(pending.spec.choices ?? pending.spec.completes, current, before, surroundings);
  if (current.startsWith('-')) return flagCandidates(flags);
  return valuesOf(argumentAt(spec, args)?.completes, current, before, surroundings);
}

function commandOf(words: readonly string[]): CommandSpec | null {
  return commands.find(({ path }) => path.split(' ').every((part, i) => words[i] === part)) ?? null;
}

/** Commands and groups, or the commands of a group. */
function namesBelow(words: readonly string[]): readonly Candidate[] {
  if (words.length === 0) {
    const alone = commands.filter(({ path }) => !path.includes(' '));
    return [...commandGroups.map(({ name, summary }) => ({ text: name, meaning: summary })), ...alone.map(candidateOf)];
  }
  return commands.filter(({ path }) => path.startsWith(`${words[0] ?? ''} `) && words.length === 1).map(candidateOf);
}

const candidateOf = ({ path, summary }: CommandSpec): Candidate => ({
  text: path.split(' ').at(-1) as string,
  meaning: summary,
});

function flagOf(spec: OptionSpec): Flag {
  const parts = spec.flags.split(/,? /);
  return { spec, names: parts.filter((part) => part.startsWith('-')), takesValue: spec.flags.includes('<') };
}

/** Takes options and their values off. @returns the option whose value is being typed, and how many arguments there are */
function readUp(words: readonly string[], flags: readonly Flag[]): { pending: Flag | null; args: number } {
  let pending: Flag | null = null;
  let args = 0;
  for (const word of words) {
    if (pending !== null) pending = null;
    else if (word.startsWith('-'))
      pending = flags.find(({ names, takesValue }) => takesValue && names.includes(word)) ?? null;
    else args += 1;
  }
  return { pending, args };
}

const flagCandidates = (flags: readonly Flag[]): readonly Candidate[] => [
  ...flags.map(({ names, spec }) => ({ text: names.at(-1) as string, meaning: spec.description })),
  { text: '--help', meaning: 'say how this is used' },
];

function argumentAt({ args = [] }: CommandSpec, place: number): ArgumentSpec | undefined {
  const last = args.at(-1);
  return args[place] ?? (last?.usage.includes('...') === true ? last : undefined);
}

async function valuesOf(
  completes: Completion | undefined,
  current: string,
  before: readonly string[],
  surroundings: Surroundings,
): Promise<readonly Candidate[]> {
  if (completes === undefined) return [];
  if (typeof completes !== 'string') return completes.map((text) => ({ text, meaning: '' }));
  if (completes === 'file' || completes === 'directory') return [FILES];
  const { namesOnPlatform } = await import('./names-on-platform.js');
  return namesOnPlatform(completes, current, before, surroundings);
}
