import type { z } from 'zod';

/** One thing that is wrong (`error`) or doubtful (`warning`) in what was written, where, and what to do about it. */
export interface Finding {
  path: string;
  code: string;
  message: string;
  fix: string;
  severity: 'error' | 'warning';
}

export const error = (path: string, code: string, message: string, fix: string): Finding => ({
  path,
  code,
  message,
  fix,
  severity: 'error',
});

export const warning = (path: string, code: string, message: string, fix: string): Finding => ({
  ...error(path, code, message, fix),
  severity: 'warning',
});

/** Where something stands, as in `conditions[0].threshold`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(path.length > 0 && typeof path[0] !== 'number' ? 1 : 0);
}

/** The path that a text names, as {@link pathText} writes it. */
export function pathOfText(text: string): (string | number)[] {
  const parts = text.split(/[.[\]]+/).filter((part) => part !== '');
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** What stands at a path of parsed JSON; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/**
 * Says in our words what a schema found.
 *
 * @param value - what stands at the issue's path
 * @param path - where that is in what was sent
 */
export function schemaFindings(issue: z.core.$ZodIssue, value: unknown, path: readonly PropertyKey[]): Finding[] {
  const at = pathText(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        error(pathText([...path, key]), 'unknown_field', 'is not known here', 'Take it out, or mend its spelling.'),
      );
    case 'invalid_type': {
      const expected = issue.expected === 'record' ? 'object' : issue.expected;
      const fix = `Give a value of the type ${expected}.`;
      return [
        value === undefined
          ? error(at, 'missing', 'is missing', fix)
          : error(at, 'wrong_type', `is ${kindOf(value)}, not of the type ${expected}`, fix),
      ];
    }
    case 'invalid_value': {
      const fix = `Use one of: ${issue.values.map(String).join(', ')}.`;
      return [
        value === undefined
          ? error(at, 'missing', 'is missing', fix)
          : error(at, 'not_allowed', `is ${kindOf(value)}, which is not allowed here`, fix),
      ];
    }
    case 'too_small': {
      const least = amountOf(issue.minimum, issue.origin);
      const than = issue.origin in units ? 'shorter' : 'less';
      return [error(at, issue.code, `is ${than} than ${least}`, `Give ${least} or more.`)];
    }
    case 'too_big': {
      const most = amountOf(issue.maximum, issue.origin);
      const than = issue.origin in units ? 'longer' : 'more';
      return [error(at, issue.code, `is ${than} than ${most}`, `Give ${most} or less.`)];
    }
    default:
      return [error(at, 'invalid', issue.message, 'Change it as the message says; /docs/api has examples.')];
  }
}

const units: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

function amountOf(limit: number | bigint, origin: string): string {
  const unit = units[origin];
  return unit === undefined ? String(limit) : `${limit} ${unit}${Number(limit) === 1 ? '' : 's'}`;
}

/** A value as a message may name it: short, and never an object's content. */
function kindOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
