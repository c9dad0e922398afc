/** The part of oidc-provider that {@link ./oidc-issuer} uses. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    on(event: string, listener: (...told: unknown[]) => void): this;
  }
}
