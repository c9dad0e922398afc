import { type CommandSpec, connectionOptions, listOutput } from '../frame/command.js';

export const platformCommands: readonly CommandSpec[] = [
  {
    path: 'up',
    summary: 'Run the whole platform in this process, until Ctrl-C.',
    details:
      'It is what npm start runs: PORT, TOCSIN_HOME and the other settings hold as there. It says so where the port is taken, where another one runs in the same home, and where no space is left.',
    examples: [
      ['tocsin up', 'at http://127.0.0.1:8000, with its home in .tocsin'],
      ['PORT=8001 TOCSIN_HOME=.tocsin-2 tocsin up', 'another one beside it'],
    ],
    load: () => import('../commands/up.js'),
  },
  {
    path: 'doctor',
    summary: 'Look at the installation and the connection, and say what to do. 1: something is broken.',
    details:
      'Of the installation in this folder: its configuration, home, space and port; PostgreSQL, Redis, Kafka and its topics where the configuration names them; Java. Of the connection: the platform, its clock, the token and what it allows.',
    options: [
      { flags: '--only <part>', description: 'look at one part', choices: ['installation', 'connection'] },
      listOutput,
      ...connectionOptions,
    ],
    examples: [
      ['tocsin doctor', 'everything'],
      [
        'tocsin doctor --only connection --url https://tocsin.example -o json',
        'of a platform elsewhere, for a program',
      ],
    ],
    load: () => import('../commands/doctor.js'),
  },
  {
    path: 'completion',
    summary: 'Write the completions for a shell.',
    args: [{ usage: '<shell>', description: 'bash, zsh or fish', completes: ['bash', 'zsh', 'fish'] }],
    examples: [
      ['source <(tocsin completion bash)', 'in ~/.bashrc'],
      ['tocsin completion zsh > "${fpath[1]}/_tocsin"', 'for zsh'],
      ['tocsin completion fish > ~/.config/fish/completions/tocsin.fish', 'for fish'],
    ],
    load: () => import('../commands/completion.js'),
  },
];
