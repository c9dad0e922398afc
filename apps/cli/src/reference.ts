import { commandGroups, commands } from './catalog/commands.js';
import { type CommandSpec, connectionOptions, type OptionSpec } from './frame/command.js';
import { exitMeanings } from './frame/exit.js';

/** The page of the command line, made of the commands. */
export function cliDocuments(): Record<string, string> {
  const alone = commands.filter(({ path }) => !path.includes(' '));
  const sections = [
    ...commandGroups.map(({ name, summary }) => {
      const own = commands.filter(({ path }) => path.startsWith(`${name} `));
      return [`## tocsin ${name}`, summary, ...own.map((spec) => commandText(spec, '###'))].join('\n\n');
    }),
    ...alone.map((spec) => commandText(spec, '##')),
  ];
  return { 'docs/cli.md': `${[howTo, statuses(), ...sections].join('\n\n')}\n` };
}

const howTo = `# The command line

Written by \`npm run contracts\`; change the commands in \`apps/cli/src/catalog\` instead.

\`tocsin\` is what the platform does, from a shell. In a checkout it is \`npm run -s tocsin --\`, or \`tocsin\` after this:

\`\`\`sh
alias tocsin='npm run -s tocsin --'
\`\`\`

## How to

Which platform is asked, and as whom, is said by options, else by the environment, else by a profile; on this machine, the token of the
platform that was started in this folder does. A token is never given as an argument, where other people of the machine could read it.

| said by | platform | token |
| --- | --- | --- |
| options of the connection | \`--url\` | \`--token-file\` |
| the environment | \`TOCSIN_URL\` | \`TOCSIN_TOKEN\`, \`TOCSIN_TOKEN_FILE\` |
| a profile (\`--profile\`, \`TOCSIN_PROFILE\`, or the file's \`current\`) | \`url\` | \`token_file\` |
| nothing | \`http://127.0.0.1:8000\` | \`.tocsin/admin.token\`, which goes to this machine alone |

Profiles stand in \`~/.config/tocsin/profiles.yaml\`, or where \`TOCSIN_PROFILES\` says:

\`\`\`yaml
current: home
profiles:
  home: { url: 'http://127.0.0.1:8000', token_file: ~/tocsin/.tocsin/admin.token }
  work: { url: 'https://tocsin.example', token_file: ~/.config/tocsin/work.token }
\`\`\`

An alert from nothing, seen, acknowledged and silenced:

\`\`\`sh
mkdir -p alerts
cat > alerts/errors.yaml <<END
kind: rule
name: Many errors
severity: HIGH
category: application
conditions: [{ type: threshold, metric_path: http_errors, operator: '>', threshold: 4 }]
END
tocsin rules lint alerts
tocsin rules apply alerts
tocsin send 'http_errors{job="api"} 5'
tocsin alerts list --rule "Many errors"
tocsin rules explain "Many errors"
tocsin silences add 'alertname="Many errors"' --duration 2h --comment "we know"
\`\`\`

What lists or gets takes \`-o table\`, \`json\`, \`yaml\`, \`ndjson\` or \`name\`; names are what other commands take:

\`\`\`sh
tocsin rules list --severity HIGH -o name | xargs -n 1 tocsin rules get
\`\`\`

Data goes to standard output and all else to standard error: what is wrong, where, and what to do. Colours are for terminals, and
\`NO_COLOR\` takes them away. When something does not work, \`tocsin doctor\` looks and says what to do.`;

function statuses(): string {
  const rows = exitMeanings.map(([status, meaning]) => `| ${status} | ${meaning} |`);
  return ['It ends with:', '', '| status | means |', '| --- | --- |', ...rows].join('\n');
}

function commandText(
  { path, summary, details, args = [], options = [], examples }: CommandSpec,
  heading: string,
): string {
  const usage = ['tocsin', path, ...(options.length === 0 ? [] : ['[options]']), ...args.map((one) => one.usage)].join(
    ' ',
  );
  const rows = [
    ...args.map((one) => [one.usage, one.description] as const),
    ...options
      .filter((option) => !connectionOptions.includes(option))
      .map((option) => [option.flags, optionText(option)] as const),
  ].map(([name, description]) => `| \`${inCode(name)}\` | ${cell(description)} |`);
  const table = rows.length === 0 ? [] : [['| argument or option | means |', '| --- | --- |', ...rows].join('\n')];
  const shell = examples.map(([command, what]) => `# ${what}\n${command}`).join('\n');
  return [
    `${heading} tocsin ${path}`,
    summary,
    ...(details === undefined ? [] : [details]),
    `Usage: \`${usage}\``,
    ...table,
    ...(options.some((option) => connectionOptions.includes(option))
      ? ['It takes the options of the connection, too.']
      : []),
    `\`\`\`sh\n${shell}\n\`\`\``,
  ].join('\n\n');
}

function optionText({ description, choices, default: preset, isRepeated, isRequired }: OptionSpec): string {
  const more = [
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
    ...(preset === undefined ? [] : [`${preset} when left out`]),
    ...(isRepeated === true ? ['may stand several times'] : []),
    ...(isRequired === true ? ['must be given'] : []),
  ];
  return more.length === 0 ? description : `${description} (${more.join('; ')})`;
}

const inCode = (text: string): string => text.replaceAll('|', '\\|');
const cell = (text: string): string => inCode(text).replaceAll('<', '&lt;');
