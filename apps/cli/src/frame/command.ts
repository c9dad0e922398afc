import type { ExitStatus } from './exit.js';
import type { Surroundings } from './surroundings.js';

/** What an argument or the value of an option may be, for completion. */
export type Completion = 'rule' | 'receiver' | 'file' | 'directory' | readonly string[];

export interface ArgumentSpec {
  /** As it stands in the usage: `<rule>`, `[file]`, `<files...>`. */
  readonly usage: string;
  readonly description: string;
  readonly completes?: Completion;
}

export interface OptionSpec {
  /** As commander reads it: `-o, --output <form>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string;
  readonly choices?: readonly string[];
  /** May be given several times; the values are a list. */
  readonly isRepeated?: boolean;
  readonly isRequired?: boolean;
  readonly completes?: Completion;
}

/** Options as commander gives them: by their names in camelCase. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a command is run with. */
export interface Invocation {
  /** Arguments in their order; those of a variadic one follow each other. */
  readonly args: readonly string[];
  readonly options: Options;
  readonly surroundings: Surroundings;
}

/** Carries a command out. @throws CommandError, or what the client throws, when that fails */
export type Run = (invocation: Invocation) => Promise<ExitStatus>;

/** One command. It is data, so that help, reference and completion are made without loading what carries it out. */
export interface CommandSpec {
  /** Such as `rules list`. */
  readonly path: string;
  readonly summary: string;
  /** What the summary does not say; sentences. */
  readonly details?: string;
  readonly args?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Each with what it does. */
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Loads what carries it out, only once it is wanted. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** Commands of one noun. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
}

/** Where the platform is, and who asks. */
export const connectionOptions: readonly OptionSpec[] = [
  { flags: '--url <url>', description: 'where the platform is (TOCSIN_URL)' },
  {
    flags: '--token-file <file>',
    description: 'holds the bearer token (TOCSIN_TOKEN_FILE, TOCSIN_TOKEN)',
    completes: 'file',
  },
  { flags: '--profile <name>', description: 'of the profile file (TOCSIN_PROFILE)' },
];

const outputOption = (choices: readonly string[]): OptionSpec => ({
  flags: '-o, --output <form>',
  description: 'form of the output',
  default: 'table',
  choices,
});

/** Of whatever lists or gets. */
export const listOutput = outputOption(['table', 'json', 'yaml', 'ndjson', 'name']);
/** Of whatever tells one thing that has no name. */
export const reportOutput = outputOption(['table', 'json', 'yaml']);

/** An option's text, or undefined when it was not given. */
export function textOption({ options }: Pick<Invocation, 'options'>, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option's texts. */
export function textsOption({ options }: Pick<Invocation, 'options'>, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : [];
}
