import { Command, CommanderError, Option } from 'commander';
import { commandGroups, commands } from '../catalog/commands.js';
import type { CommandSpec, Invocation, OptionSpec } from './command.js';
import { exit, exitMeanings, type ExitStatus } from './exit.js';
import type { Surroundings } from './surroundings.js';

/** How wide help is where nobody looks on. */
const WIDTH = 100;

/** Carries a command out that was understood. */
export type Carry = (spec: CommandSpec, invocation: Invocation) => Promise<void>;

/** The commands as commander knows them. */
export function programOf(surroundings: Surroundings, carry: Carry): Command {
  const program = commandIn(surroundings, 'tocsin')
    .description('Rules, alerts and what became of them, from the shell.')
    .version(surroundings.version, '-V, --version', 'say which version this is')
    .helpCommand('help [command]', 'say how a command is used')
    .showHelpAfterError('  fix: tocsin --help says what there is')
    .addHelpText('after', generalHelp);
  const groups = new Map<string, Command>();
  for (const { name, summary } of commandGroups) {
    const group = commandIn(surroundings, name)
      .description(summary)
      .showHelpAfterError(`  fix: tocsin ${name} --help says what there is`);
    groups.set(name, group);
  }
  for (const spec of commands) {
    const words = spec.path.split(' ');
    const name = words.at(-1) as string;
    const parent = words.length === 1 ? program : groups.get(words[0] as string);
    if (parent === undefined) throw new Error(`${spec.path}: its group is not among the groups`);
    if (parent !== program && parent.parent === null) program.addCommand(parent);
    parent.addCommand(commandOf(surroundings, name, spec, carry));
  }
  return program;
}

function commandIn(surroundings: Surroundings, name: string): Command {
  const { out, err } = surroundings;
  return new Command(name)
    .helpCommand(false)
    .helpOption('-h, --help', 'say how this is used')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      getOutHelpWidth: () => out.columns ?? WIDTH,
      getErrHelpWidth: () => err.columns ?? WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

function commandOf(surroundings: Surroundings, name: string, spec: CommandSpec, carry: Carry): Command {
  const { path, summary, details, args = [], options = [], examples } = spec;
  const command = commandIn(surroundings, name)
    .summary(summary)
    .description(details === undefined ? summary : `${summary}\n\n${details}`)
    .showHelpAfterError(`  fix: tocsin ${path} --help says how it is used`)
    .addHelpText('after', examplesText(examples));
  for (const { usage, description } of args) command.argument(usage, description);
  for (const option of options) command.addOption(optionOf(option));
  return command.action(async (...given: unknown[]) => {
    const [last] = given.slice(-1) as [Command];
    const flat = last.processedArgs.flat() as (string | undefined)[];
    await carry(spec, { args: flat.filter((one) => one !== undefined), options: last.opts(), surroundings });
  });
}

function optionOf(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.choices !== undefined) allow(option, spec.choices);
  // After the choices, which bring a parser of their own.
  if (spec.isRepeated === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.isRequired === true) option.makeOptionMandatory();
  return option;
}

/** Takes one of these, however it is written: nobody has to know that severities are in capitals. */
function allow(option: Option, choices: readonly string[]): void {
  option.choices([...choices]);
  const oneOfThem = option.parseArg;
  option.argParser((value: string, before: unknown) => {
    const meant = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
    return oneOfThem?.(meant ?? value, before);
  });
}

const examplesText = (examples: CommandSpec['examples']): string =>
  `\nExamples:\n${examples.map(([command, what]) => `  # ${what}\n  ${command}`).join('\n')}\n`;

const generalHelp = `
Where the platform is, and who asks, is said by options, else by TOCSIN_URL, TOCSIN_TOKEN_FILE or TOCSIN_TOKEN, else by a
profile of ~/.config/tocsin/profiles.yaml. On this machine the token of a platform that was started in this folder does.

Data goes to standard output, all else to standard error. It ends with:
${exitMeanings.map(([status, meaning]) => `  ${status}  ${meaning}`).join('\n')}

Examples:
  # start the platform here, and list its rules in another shell
  tocsin up
  tocsin rules list
  # say what is wrong with this installation
  tocsin doctor
`;

/** What commander's own end means: help that was asked for, or a command that was not understood. */
export function statusOf(error: CommanderError): ExitStatus {
  return error.exitCode === 0 ? exit.ok : exit.usage;
}
