import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IdSource } from '@tocsin/ports/clock';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { type Context, type Disposable, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { AuthManager } from '../auth-manager.js';
import { authorizationsOf } from '../http-server.js';
import { ProblemError } from '../problem.js';
import { documentOf, type GraphqlOptions } from './graphql-routes.js';
import type { GraphqlContext } from './graphql-schema.js';

/** As for `/ws`; a query is no longer than that. */
const MESSAGE_BYTES_MAX = 65_536;
/** Whoever has said nothing by then has no token. */
const INIT_WAIT_MS = 3_000;

export interface GraphqlSocketsOptions extends GraphqlOptions {
  auth: AuthManager;
  ids: IdSource;
}

type Connection = Context<{ authorization?: unknown }, Extra>;

/**
 * `/graphql` by WebSocket, in the protocol graphql-transport-ws: subscriptions, and whatever POST does. The token comes as
 * the header, or, where a browser cannot set one, as `authorization` of the first message; it is looked at again with
 * each operation.
 */
export class GraphqlSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  readonly #serving: Disposable;

  constructor(private readonly options: GraphqlSocketsOptions) {
    this.#serving = useServer<{ authorization?: unknown }>(
      {
        connectionInitWaitTimeout: INIT_WAIT_MS,
        // False ends the connection by 4403.
        onConnect: (connection) =>
          this.#admit(connection).then(
            () => true,
            () => false,
          ),
        onSubscribe: (connection, _id, payload) => this.#prepare(connection, payload),
      },
      this.#server,
    );
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#server.emit('connection', opened, request));
  }

  async close(): Promise<void> {
    await this.#serving.dispose();
    this.#server.close();
  }

  async #prepare(
    connection: Connection,
    { query, variables, operationName }: { query: string; variables?: unknown; operationName?: unknown },
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { schema, mayIntrospect, ids, onError, named, onDenied } = this.options;
    try {
      const principal = await this.#admit(connection);
      const document = documentOf(schema, { query }, mayIntrospect);
      if (document instanceof Array) return document;
      const traceId = ids.next().replaceAll('-', '');
      const contextValue: GraphqlContext = { principal, traceId, signal: undefined, onError, named, onDenied };
      return {
        schema,
        document,
        contextValue,
        variableValues: (variables ?? {}) as Record<string, unknown>,
        operationName: (operationName ?? null) as string | null,
      };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return [new GraphQLError(error.message, { extensions: { ...error.toProblem('/graphql', '') } })];
    }
  }

  #admit({ connectionParams, extra }: Connection): ReturnType<AuthManager['admit']> {
    const told = connectionParams?.authorization;
    return this.options.auth.admit(
      [...authorizationsOf(extra.request), ...(typeof told === 'string' ? [told] : [])],
      null,
    );
  }
}
