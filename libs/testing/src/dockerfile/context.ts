import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** Looked into by nobody: so large that asking after each of their files would take longer than the build. */
const skipped = new Set(['.git', '.cache', '.nx', 'node_modules']);

/** The files of a folder that its .dockerignore lets into a build, as paths from there. */
export function contextFiles(directory: string): string[] {
  const file = join(directory, '.dockerignore');
  const ignored = dockerignore.default().add(existsSync(file) ? readFileSync(file, 'utf8') : '');
  const filesIn = (folder: string): string[] =>
    readdirSync(join(directory, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return ignored.ignores(path) ? [] : [path];
      if (!skipped.has(entry.name)) return filesIn(path);
      if (ignored.ignores(join(path, 'file'))) return [];
      throw new Error(`.dockerignore lets ${path} into the build; name it there`);
    });
  return filesIn('.');
}

/** Copies what a build sees of a folder. */
export function copyContext(directory: string, to: string): void {
  for (const path of contextFiles(directory)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(directory, path), join(to, path));
  }
}
