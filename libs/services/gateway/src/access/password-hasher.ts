import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { unavailable } from '../problem.js';

/** What OWASP asks of Argon2id at the least: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Each one running takes 19 MiB and a thread of the four that files are read by, too. */
const RUNNING_MAX = 2;
/** Waiting longer than about a second helps nobody. */
const WAITING_MAX = 40;

const derive = promisify(argon2);

/** Hashes and checks passwords by Argon2id, a few at a time. */
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | null = null;

  constructor(private readonly waitingMax = WAITING_MAX) {}

  /** @returns the hash in the PHC format. @throws ProblemError 503 when too many are waiting */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const tag = await this.#derive(password, salt, COST);
    const { memory, passes, parallelism } = COST;
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(tag)}`;
  }

  /**
   * Whether the password is the one of the hash. Without a hash it is not, and that takes as long: how long an answer
   * takes must not tell whether there is such a user.
   *
   * @throws ProblemError 503 when too many are waiting
   */
  async fits(password: string, hash: string | null): Promise<boolean> {
    this.#decoy ??= this.hash(randomBytes(SALT_BYTES).toString('base64'));
    const { cost, salt, tag } = read(hash ?? (await this.#decoy));
    const derived = await this.#derive(password, salt, cost);
    return timingSafeEqual(derived, tag) && hash !== null;
  }

  async #derive(password: string, nonce: Buffer, cost: typeof COST | Cost): Promise<Buffer> {
    await this.#turn();
    try {
      return await derive('argon2id', { message: password, nonce, tagLength: TAG_BYTES, ...cost });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < RUNNING_MAX) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.waitingMax)
      throw unavailable('logins-busy', 'More passwords are being checked than can be. Try again in a second.');
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

const text = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function read(hash: string): { cost: Cost; salt: Buffer; tag: Buffer } {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  if (found === null) throw new TypeError('the hash of a password is in no format that was ever written');
  const [, memory, passes, parallelism, salt = '', tag = ''] = found;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
