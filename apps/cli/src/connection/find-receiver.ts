import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { CommandError, exit } from '../frame/exit.js';
import { idOf } from '../frame/names.js';

/** The id of a receiver that is named by its id or its name. @throws CommandError when there is none, or several */
export async function findReceiver(tocsin: TocsinClient, text: string): Promise<string> {
  const wanted = idOf('receiver', text);
  const all = await Array.fromAsync(tocsin.listReceivers({ limit: 500 }));
  const byId = all.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId.id;
  const [own, ...others] = all.filter(({ name }) => name === text);
  if (own === undefined)
    throw new CommandError(
      exit.notFound,
      `there is no receiver "${text}"`,
      '',
      'tocsin receivers list says what there is',
    );
  if (others.length === 0) return own.id;
  const ids = [own, ...others].map(({ id }) => id).join(', ');
  throw new CommandError(
    exit.conflict,
    `${others.length + 1} receivers are called "${text}"`,
    '',
    `name one by its id: ${ids}`,
  );
}
