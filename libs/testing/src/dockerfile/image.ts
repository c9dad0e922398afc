import { isAbsolute, posix } from 'node:path';
import type { Root } from './layers.js';
import { type Step, substitute } from './read-dockerfile.js';

/** What a stage came to: its files, and what whoever starts it is told. */
export interface Image {
  readonly root: Root;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** `UID:GID` */
  readonly user: string;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

/** Where nothing further is said, an image begins with this. */
export const blankImage: Omit<Image, 'root' | 'env'> = {
  labels: {},
  workdir: '/',
  user: '0:0',
  volumes: [],
  ports: [],
  entrypoint: [],
  healthcheck: [],
};

/** The image after a step that changes no file. */
export function withStep(
  step: Exclude<Step, { kind: 'arg' | 'run' | 'copy' }>,
  image: Image,
  variables: Readonly<Record<string, string>>,
): Image {
  const values = (pairs: readonly (readonly [string, string])[]): Record<string, string> =>
    Object.fromEntries(pairs.map(([name, value]) => [name, substitute(value, variables)]));
  switch (step.kind) {
    case 'env':
      return { ...image, env: { ...image.env, ...values(step.values) } };
    case 'label':
      return { ...image, labels: { ...image.labels, ...values(step.values) } };
    case 'workdir':
      return { ...image, workdir: pathIn(image.workdir, substitute(step.value, variables)) };
    case 'user':
      return { ...image, user: substitute(step.value, variables) };
    case 'volume':
      return { ...image, volumes: [...image.volumes, ...step.values] };
    case 'expose':
      return { ...image, ports: [...image.ports, ...step.values] };
    case 'healthcheck':
      return { ...image, healthcheck: step.command };
    case 'entrypoint':
      return { ...image, entrypoint: step.command };
  }
}

/** A path of an image, taken from its working folder where it is no whole one. */
export const pathIn = (workdir: string, path: string): string =>
  isAbsolute(path) ? posix.normalize(path) : posix.join(workdir, path);
