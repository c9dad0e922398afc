/**
 * Why a sample gets no score:
 *
 * - `not_a_number`: the value or its time is not a finite number;
 * - `too_large`: no differences can be counted between values beyond 1e150;
 * - `out_of_order`: the sample is not later than the one before;
 * - `too_few_samples`: the series is too young to know what is usual;
 * - `constant`: nothing but one value was ever seen, so nothing says what a change is worth;
 * - `became_counter`, `became_gauge`: the series turned out to only rise and start again, or not to; what it does is
 *   learned anew, of a counter by its increases;
 * - `unit_changed`: all values are a thousandfold, or a thousandth, of what they were; they are learned anew.
 */
export const abstentions = [
  'not_a_number',
  'too_large',
  'out_of_order',
  'too_few_samples',
  'constant',
  'became_counter',
  'became_gauge',
  'unit_changed',
] as const;

export type Abstention = (typeof abstentions)[number];
