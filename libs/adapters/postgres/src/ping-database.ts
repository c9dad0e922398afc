import { DataSource } from 'typeorm';

/** How long a database may take to answer at all; ms. */
const CONNECT_MS_MAX = 3_000;

/** Whether somebody answers there. Changes nothing. @returns the server's version @throws when nobody answers or lets in */
export async function pingDatabase(url: string): Promise<string> {
  const source = new DataSource({ type: 'postgres', url, connectTimeoutMS: CONNECT_MS_MAX });
  await source.initialize();
  try {
    const [row] = await source.query<{ server_version: string }[]>('SHOW server_version');
    return row?.server_version ?? '';
  } finally {
    await source.destroy();
  }
}
