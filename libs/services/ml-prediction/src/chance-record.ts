import type { Transition } from '@tocsin/domain/engine/transition';
import { type CalibrationPrior, ProbabilityCalibration } from '@tocsin/domain/forecasting/probability-calibration';
import { type Horizon, HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';

/**
 * What raw chances mean before anything is learned of a tenant: fitted on recordings of AWS, `npm run bench -- forecast aws`.
 * Of longer horizons than these recordings allow, chances begin as they come: on simulated series of ten weeks
 * (`npm run bench -- forecast weeks`) that is nearer than what six hours taught.
 */
export const chancePriors: Readonly<Record<Horizon, CalibrationPrior>> = {
  '15m': { intercept: -0.6, slope: 0.88 },
  '1h': { intercept: -0.38, slope: 0.86 },
  '6h': { intercept: -0.06, slope: 0.66 },
  '24h': { intercept: 0, slope: 1 },
  '7d': { intercept: 0, slope: 1 },
};
/** Of the chances of one rule, series and horizon, so many wait for what happens: the others would tell the same. */
const WAITING_OF_ONE_MAX = 4;
/** Most that wait of a tenant; the oldest are let go of. */
const WAITING_MAX = 50_000;
/** What is left of the mean after one more outcome: some thousand are remembered. */
const SCORE_KEPT = 0.999;

interface Waiting {
  readonly rule_id: string;
  readonly fingerprint: string;
  readonly horizon: Horizon;
  readonly raw: number;
  readonly told: number;
  readonly at: number;
  readonly until: number;
}

/** One tenant's chances: told, held against what happened, and calibrated by it. */
export class ChanceRecord {
  readonly #calibrations = new Map<Horizon, ProbabilityCalibration>();
  /** By rule, fingerprint and horizon, oldest first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #waitingCount = 0;
  #distance: number | null = null;

  /** 1 minus the mean squared distance of chances from what happened; null while nothing has. */
  get accuracy(): number | null {
    return this.#distance === null ? null : 1 - this.#distance;
  }

  /** The chance that is told for a raw one; null while the calibration does not hold. */
  told(chance: Omit<Waiting, 'told'>): number | null {
    const calibration = this.#calibrationOf(chance.horizon);
    const told = calibration.calibrated(chance.raw);
    const key = keyOf(chance);
    const waiting = this.#waiting.get(key) ?? [];
    this.#pass(waiting, chance.at);
    const last = waiting.at(-1);
    if (last === undefined || chance.at - last.at >= HORIZONS[chance.horizon] / WAITING_OF_ONE_MAX) {
      waiting.push({ ...chance, told });
      this.#waitingCount += 1;
      this.#waiting.set(key, waiting);
      if (this.#waitingCount > WAITING_MAX) this.#letGo();
    }
    return calibration.isBroken ? null : told;
  }

  /** An alert fires: what was told of it has come true. */
  fired({ rule_id, fingerprint, at }: Pick<Transition, 'rule_id' | 'fingerprint' | 'at'>): void {
    for (const horizon of Object.keys(HORIZONS) as Horizon[]) {
      const waiting = this.#waiting.get(keyOf({ rule_id, fingerprint, horizon }));
      if (waiting === undefined) continue;
      this.#pass(waiting, at);
      for (const one of waiting) if (one.at < at) this.#learn(one, true);
      const later = waiting.filter((one) => one.at >= at);
      this.#waitingCount -= waiting.length - later.length;
      waiting.splice(0, waiting.length, ...later);
    }
  }

  /** What was learned of a part of the tenant's series holds no more. @param share - of them, from 0 to 1 */
  forget(share: number): void {
    for (const calibration of this.#calibrations.values()) calibration.forget(share);
  }

  /** By `now`, nothing has come of what ended before. */
  #pass(waiting: Waiting[], now: number): void {
    while (waiting[0] !== undefined && waiting[0].until < now) {
      this.#learn(waiting.shift() as Waiting, false);
      this.#waitingCount -= 1;
    }
  }

  #learn({ horizon, raw, told }: Waiting, cameTrue: boolean): void {
    this.#calibrationOf(horizon).learn(raw, cameTrue);
    const distance = (told - (cameTrue ? 1 : 0)) ** 2;
    this.#distance = this.#distance === null ? distance : SCORE_KEPT * this.#distance + (1 - SCORE_KEPT) * distance;
  }

  #letGo(): void {
    const [key, waiting] = this.#waiting.entries().next().value ?? ['', []];
    this.#waitingCount -= waiting.length;
    this.#waiting.delete(key);
  }

  #calibrationOf(horizon: Horizon): ProbabilityCalibration {
    let calibration = this.#calibrations.get(horizon);
    if (calibration === undefined) {
      calibration = new ProbabilityCalibration(chancePriors[horizon]);
      this.#calibrations.set(horizon, calibration);
    }
    return calibration;
  }
}

const keyOf = ({ rule_id, fingerprint, horizon }: Pick<Waiting, 'rule_id' | 'fingerprint' | 'horizon'>): string =>
  `${rule_id} ${fingerprint} ${horizon}`;
