import type { Stream } from '../frame/surroundings.js';
import { plain, steering } from './plain.js';

/** One line on a terminal that is written over again and again; nothing where nobody looks on. */
export function showProgress({ err }: { readonly err: Stream }, what: string, share: number): void {
  if (err.isTTY) err.write(steering(`\r\u001b[K${plain(what)}: ${Math.floor(share * 100)} %`));
}

/** Takes the line away. */
export function endProgress({ err }: { readonly err: Stream }): void {
  if (err.isTTY) err.write(steering('\r\u001b[K'));
}
