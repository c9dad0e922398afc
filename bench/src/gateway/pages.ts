import { quantile, report } from '../report.js';
import { withDirectory } from '../with-directory.js';
import { tellDurations } from './durations.js';
import { type RunningGateway, startGateway } from './running-gateway.js';

const ALERTS = 100_000;
const PAGE_ALERTS = 10;
const PAGES = ALERTS / PAGE_ALERTS;
/** How many pages at the beginning and at the end are held against each other. */
const STRETCH_PAGES = 1_000;
const READERS = 8;
const READER_PAGES = 500;
/** Requests for single alerts, and for pages that fit nothing. */
const SINGLE_READS = 1_000;
const VAIN_READS = 50;

interface Page {
  data: { id: string }[];
  meta: { next_cursor?: string };
}

/** One reader goes through all pages of 100,000 active alerts, then several do so at once; time by the reader's clock. */
export async function measurePages(): Promise<void> {
  await withDirectory(async (directory) => {
    const gateway = await startGateway({ directory, tenants: ['bench'], alerts: ALERTS });
    const circumstances = { alerts: ALERTS, page_alerts: PAGE_ALERTS };
    const { durations, ids } = await read(gateway, PAGES);
    if (new Set(ids).size !== ALERTS) throw new Error(`${new Set(ids).size} alerts were read, not ${ALERTS}`);
    tellDurations('page', durations, { ...circumstances, pages: PAGES });
    const [first, last] = [durations.slice(0, STRETCH_PAGES), durations.slice(-STRETCH_PAGES)];
    for (const q of [0.5, 0.95]) {
      const [began, ended] = [quantile(first, q), quantile(last, q)];
      report('gateway', `page_p${100 * q}_first`, began, 'ms', { ...circumstances, pages: STRETCH_PAGES });
      const ratio = Number((ended / began).toPrecision(3));
      report('gateway', `page_p${100 * q}_last`, ended, 'ms', { ...circumstances, pages: STRETCH_PAGES, ratio });
    }
    const several = await Promise.all(Array.from({ length: READERS }, () => read(gateway, READER_PAGES)));
    tellDurations(
      'page_of_several',
      several.flatMap((one) => one.durations),
      { ...circumstances, readers: READERS },
    );
    const step = ALERTS / SINGLE_READS;
    const single = await timed(gateway, SINGLE_READS, (i) => `/api/alerts/${ids[i * step]}`);
    tellDurations('alert', single, { alerts: ALERTS });
    const vain = await timed(gateway, VAIN_READS, () => `/api/alerts?limit=${PAGE_ALERTS}&label=instance%3Dnone`);
    tellDurations('page_that_fits_nothing', vain, circumstances);
    await gateway.stop();
  });
}

async function read(gateway: RunningGateway, pages: number): Promise<{ durations: number[]; ids: string[] }> {
  const durations: number[] = [];
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const began = performance.now();
    const { data, meta } = await get(
      gateway,
      `/api/alerts?limit=${PAGE_ALERTS}${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    durations.push(performance.now() - began);
    for (const { id } of data) ids.push(id);
    cursor = meta.next_cursor;
    if (cursor === undefined) break;
  }
  return { durations, ids };
}

async function timed(gateway: RunningGateway, count: number, pathOf: (i: number) => string): Promise<number[]> {
  const durations: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    await get(gateway, pathOf(i));
    durations.push(performance.now() - began);
  }
  return durations;
}

async function get({ base, tokens }: RunningGateway, path: string): Promise<Page> {
  const answer = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${tokens[0]}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Page;
}
