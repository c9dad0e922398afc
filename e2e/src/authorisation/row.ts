import type { Role } from '@tocsin/domain/access/permission';
import type { TwoTenants } from './two-tenants.js';

export interface Asked {
  /** Parameters of the path, by their names. */
  path?: Readonly<Record<string, string>>;
  /** With its `?`. */
  query?: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

export type Ask = (world: TwoTenants) => Promise<Asked>;

/** What an operation is to answer to whom. */
export interface Row {
  /** The least of those who may; each role may do what the one before it may. */
  least: 'anyone' | Role | 'operator';
  /** The status for who may, in the tenant that owns what is asked about. */
  answer: number;
  /**
   * The status for who has the same role in the other tenant. 404 where the request names a thing; else that of the
   * owner, and the answer must show nothing of it.
   */
  elsewhere?: number;
  /** Makes what is asked about, in the tenant amber, and says how it is asked about. */
  ask?: Ask;
}

/** Asks about a thing that was made. */
export const thing = async (made: Promise<{ id: string }>): Promise<Asked> => ({ path: { id: (await made).id } });
/** Whoever may read may ask. */
export const reading: Row = { least: 'viewer', answer: 200 };
