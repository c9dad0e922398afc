import { int64 } from './go-time.js';
import { TextSink } from './limits.js';
import { printBare } from './go-format.js';
import { fail } from './template-error.js';
import { fixed, listOf, textFunction, textOf, type Caller, type TemplateFunction } from './template-function.js';
import { string, type TimeValue, type Value } from './values.js';

/** The functions that Alertmanager adds to Go's and that Prometheus does not have. */
export const messageFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ['join', fixed(['string', 'list'], (args, caller) => joined(textOf(args, 0), listOf(args, 1).items, caller))],
  ['trimSpace', textFunction((text) => text.trim())],
  ['stringSlice', { parameters: [], variadic: 'string', call: (items) => ({ kind: 'list', type: '[]string', items }) }],
  [
    'since',
    fixed(['time'], (args, { context }) => ({
      kind: 'duration',
      ns: int64(BigInt(Math.trunc(context.nowMs)) * 1_000_000n - (args[0] as TimeValue).ns),
    })),
  ],
  ['safeUrl', textFunction((text) => text)],
]);

function joined(separator: string, items: readonly Value[], { meter }: Caller): Value {
  const sink = new TextSink(meter);
  items.forEach((item, i) => {
    if (item.kind !== 'string')
      fail('join takes a list of strings; such a list comes from .Names, .Values or stringSlice');
    if (i > 0) sink.write(separator);
    printBare(sink, item);
  });
  return string(sink.text());
}
