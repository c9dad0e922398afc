import type { RouteRequest } from '../route.js';

/** The fields of a request, be they in its address or in its body; those of the body come first, as in Prometheus. */
export class Form {
  private constructor(private readonly fields: readonly (readonly [name: string, value: string])[]) {}

  static of({ query, body }: Pick<RouteRequest, 'query' | 'body'>): Form {
    const inAddress = Object.entries((query ?? {}) as Record<string, string | string[]>);
    return new Form([
      ...(body instanceof URLSearchParams ? body : []),
      ...inAddress.flatMap(([name, given]) => [given].flat().map((value) => [name, value] as const)),
    ]);
  }

  /** The first value of a field; empty when there is none, which Prometheus does not tell apart from an empty one. */
  get(name: string): string {
    return this.fields.find((field) => field[0] === name)?.[1] ?? '';
  }

  all(name: string): string[] {
    return this.fields.filter((field) => field[0] === name).map(([, value]) => value);
  }
}
