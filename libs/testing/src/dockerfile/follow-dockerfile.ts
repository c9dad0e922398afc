import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { baseEnvironment, buildEnvironment, npmCache, playBaseImage } from './base-image.js';
import { copyContext } from './context.js';
import { blankImage, type Image, pathIn, withStep } from './image.js';
import { enter, type Entry, readOnly, removeLayers, runToEnd } from './layers.js';
import { readDockerfile, type Stage, type Step, substitute } from './read-dockerfile.js';

interface FollowOptions {
  /** Holds the Dockerfile and what it copies. */
  readonly context: string;
  /** Is told each step before it is carried out. */
  readonly report: (line: string) => void;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Carries out a Dockerfile's own lines without a container engine: each stage in folders of its own, laid over each other as an
 * engine lays them, its commands as root of nothing but that. The base image is played (`playBaseImage`); all else is as written.
 * What several images have in common is done once.
 */
export class FollowedDockerfile {
  readonly #directory: string;
  readonly #stages: readonly Stage[];
  readonly #context: string;
  readonly #made = new Map<string, Promise<Image>>();
  readonly #report: (line: string) => void;
  #folders = 0;

  constructor({ context, report }: FollowOptions) {
    this.#stages = readDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
    this.#report = report;
    this.#directory = mkdtempSync(join(tmpdir(), 'tocsin-image-'));
    this.#context = join(this.#directory, 'context');
    copyContext(context, this.#context);
  }

  /**
   * @param args - what `--build-arg` would say
   * @param target - the name of a stage; the last one where none is named
   * @throws Error that names the line, when a step fails
   */
  build(args: Variables, target?: string): Promise<Image> {
    const index =
      target === undefined ? this.#stages.length - 1 : this.#stages.findIndex(({ name }) => name === target);
    const stage = this.#stages[index];
    if (stage === undefined) throw new Error(`Dockerfile: there is no stage ${target ?? 'at all'}`);
    // It is another one only where it, or one that it may rest on, asks for an argument that is another one.
    const steps = this.#stages.slice(0, index + 1).flatMap((one) => one.steps);
    const asked = steps.flatMap(({ step }) => (step.kind === 'arg' ? [[step.name, args[step.name]]] : []));
    const key = JSON.stringify([index, asked]);
    const made = this.#made.get(key) ?? this.#follow(stage, args);
    this.#made.set(key, made);
    return made;
  }

  /**
   * A command within an image, as a container has it whose root can only be read.
   *
   * @param volumes - what it may write to; see `volumes`
   */
  within(
    { root, env, user, workdir }: Image,
    asked: { command: readonly string[]; env: Variables; volumes: Entry['mounts'] },
  ): string[] {
    return enter(this.#newFolder(), {
      root: readOnly(root),
      mounts: asked.volumes,
      env: { ...env, ...asked.env },
      workdir,
      user,
      command: asked.command,
    });
  }

  /** Makes folders for an image's volumes, which begin as what the image has there. */
  async volumes({ root, volumes }: Image): Promise<Record<string, string>> {
    const at = this.#newFolder();
    const entry = enter(this.#newFolder(), {
      root: readOnly(root),
      mounts: { '/mnt': at },
      env: baseEnvironment,
      workdir: '/',
      command: ['sh', '-ec', volumes.map((path, i) => `cp -a ${path} /mnt/${i}`).join('\n')],
    });
    await runToEnd(entry, 'VOLUME');
    return Object.fromEntries(volumes.map((path, i) => [path, join(at, String(i))]));
  }

  /** Begins to take away all that was built. */
  remove(): void {
    removeLayers(this.#directory);
  }

  #newFolder(): string {
    const directory = join(this.#directory, String((this.#folders += 1)));
    mkdirSync(directory);
    return directory;
  }

  async #begin(from: string, args: Variables): Promise<Image> {
    if (this.#stages.some(({ name }) => name === from)) return this.build(args, from);
    const base = join(this.#directory, `base-${from.replace(/\W/g, '-')}`);
    if (!existsSync(base)) playBaseImage(from, base);
    return { ...blankImage, root: { layers: [base], upper: null }, env: baseEnvironment };
  }

  async #follow(stage: Stage, args: Variables): Promise<Image> {
    const begun = await this.#begin(stage.from, args);
    let image: Image = { ...begun, root: { ...readOnly(begun.root), upper: join(this.#newFolder(), 'upper') } };
    const given: Record<string, string> = {};
    for (const { line, step } of stage.steps) {
      const variables = { ...given, ...image.env };
      const told = `${stage.name ?? 'image'}, line ${line}`;
      switch (step.kind) {
        case 'arg':
          given[step.name] = args[step.name] ?? substitute(step.value ?? '', variables);
          break;
        case 'run':
          this.#report(`${told}: RUN ${step.command.replace(/\s+/g, ' ')}`);
          await this.#run(image, step, given, told);
          break;
        case 'copy':
          this.#report(`${told}: COPY ${step.sources.join(' ')} ${step.target}, from ${step.from ?? 'the context'}`);
          await this.#copy(image, step, { args, variables, told });
          break;
        default:
          image = withStep(step, image, variables);
      }
    }
    return image;
  }

  async #run(image: Image, { command, caches }: Step & { kind: 'run' }, args: Variables, told: string): Promise<void> {
    await this.#asRoot(image, command, told, {
      mounts: Object.fromEntries(caches.map((path) => [path, npmCache()])),
      env: { ...buildEnvironment(), ...args },
    });
  }

  async #copy(
    image: Image,
    { from, sources, target }: Step & { kind: 'copy' },
    { args, variables, told }: { args: Variables; variables: Variables; told: string },
  ): Promise<void> {
    const to = pathIn(image.workdir, substitute(target, variables));
    const isFolder = target.endsWith('/') || target === '.' || sources.length > 1;
    const script = sources.map((source) => {
      const path = `/mnt/${posix.normalize(substitute(source, variables))}`;
      const folderOfFile = isFolder ? `"${to}"` : `"$(dirname "${to}")"`;
      const copy = 'cp -a --no-preserve=ownership';
      return `if [ -d "${path}" ]; then mkdir -p "${to}"; ${copy} "${path}/." "${to}/"; else mkdir -p ${folderOfFile}; ${copy} "${path}" "${to}"; fi`;
    });
    const source = from === null ? this.#context : (await this.build(args, from)).root;
    await this.#asRoot(image, script.join('\n'), told, { mounts: { '/mnt': source }, env: {} });
  }

  /** Runs a script of the shell in the image, and leaves in it what that writes. */
  async #asRoot(
    { root, env, workdir }: Image,
    script: string,
    told: string,
    asked: Pick<Entry, 'mounts' | 'env'>,
  ): Promise<void> {
    const run = (command: string[], further: Pick<Entry, 'mounts' | 'env' | 'workdir'>): Promise<void> =>
      runToEnd(enter(this.#newFolder(), { root, ...further, command }), told);
    // An engine makes the working folder, and those where something is to lie.
    await run(['mkdir', '-p', workdir, ...Object.keys(asked.mounts)], { mounts: {}, env, workdir: '/' });
    await run(['sh', '-ec', script], { ...asked, env: { HOME: '/root', ...env, ...asked.env }, workdir });
  }
}
