import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What the API takes of a request that asks for structured output ("Chat", "Structured outputs" of OpenAI's reference). */
const RequestSchema = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  temperature: z.number().min(0).max(2),
  messages: z.array(z.strictObject({ role: z.enum(['system', 'user']), content: z.string().min(1) })).min(1),
  response_format: z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      strict: z.literal(true),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
});
export type ChatRequest = z.infer<typeof RequestSchema>;

/** What the server does with the next request: says a text, answers as it is told to, or leaves it without an answer. */
export type ChatAnswer =
  | { readonly says: string; readonly finish?: string }
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  | 'hangs';

export interface ChatServer {
  /** As a base URL. */
  readonly url: string;
  readonly requests: ChatRequest[];
  readonly headers: IncomingHttpHeaders[];
  /** All that came, as it came. */
  readonly bodies: string[];
  next: ChatAnswer;
  stop(): Promise<void>;
}

/** A stand-in of the chat completions API on loopback. A request that the API would not take is answered with 400. */
export async function startChatServer(): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      bodies.push(text);
      headers.push(request.headers);
      const read = RequestSchema.safeParse(JSON.parse(text));
      const fault = request.url !== '/v1/chat/completions' ? 'no such path' : strictnessFault(read);
      if (fault !== null || !read.success)
        return void response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: fault }));
      requests.push(read.data);
      const { next } = opened;
      if (next === 'hangs') return;
      if ('status' in next)
        return void response
          .writeHead(next.status, { 'content-type': 'application/json', ...next.headers })
          .end(next.body);
      const message = { role: 'assistant', content: next.says, refusal: null };
      const choices = [{ index: 0, message, logprobs: null, finish_reason: next.finish ?? 'stop' }];
      const completion = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: read.data.model, choices };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const opened: ChatServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    headers,
    bodies,
    next: 'hangs',
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return opened;
}

/** What the API refuses of a schema that is to be strict: objects that may have other members, or not have all of them. */
function strictnessFault(read: z.ZodSafeParseResult<ChatRequest>): string | null {
  return read.success ? loosePart(read.data.response_format.json_schema.schema, '#') : read.error.message;
}

function loosePart(schema: unknown, path: string): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  if ('oneOf' in schema || 'allOf' in schema || '$schema' in schema)
    return `${path} has what strict schemas may not have`;
  if ('properties' in schema && typeof schema.properties === 'object' && schema.properties !== null) {
    const names = Object.keys(schema.properties).sort();
    const required = 'required' in schema && Array.isArray(schema.required) ? [...schema.required].sort() : [];
    if (!('additionalProperties' in schema) || schema.additionalProperties !== false) return `${path} is open`;
    if (JSON.stringify(names) !== JSON.stringify(required)) return `${path} does not require all of its properties`;
  }
  for (const [key, value] of Object.entries(schema)) {
    const fault = loosePart(value, `${path}/${key}`);
    if (fault !== null) return fault;
  }
  return null;
}
