import type { LanguageModel, ModelAnswer, ModelQuestion } from '@tocsin/ports/language-model';
import type { OutboundHttp, OutboundResult } from '@tocsin/ports/outbound-http';
import { z } from 'zod';

/** Five hundred tokens are some 2 KB; what else an answer holds (usage, reasons, tokens' chances) is seldom more than this. */
const ANSWER_BYTES_MAX = 65_536;
/** Of what a server says of an error, as much as a person reads. */
const TOLD_LENGTH_MAX = 200;

export interface ChatCompletionsOptions {
  /** Without a slash at the end, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Null: the server asks for none. */
  readonly apiKey: string | null;
  readonly maxTokens: number;
  readonly temperature: number;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly http: Pick<OutboundHttp, 'post'>;
}

/** What is read of an answer; servers add more. */
const CompletionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullable(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
});

/**
 * A {@link LanguageModel} behind `POST /chat/completions`, asked for an answer of a JSON Schema (`response_format`).
 * Servers that do not know that field answer as they like, which whoever asked finds out.
 */
export class ChatCompletions implements LanguageModel {
  constructor(private readonly options: ChatCompletionsOptions) {}

  get name(): string {
    return this.options.model;
  }

  async ask({ task, data, schema }: ModelQuestion): Promise<ModelAnswer> {
    const { baseUrl, model, apiKey, maxTokens, temperature, timeoutMs, http } = this.options;
    const body = {
      model,
      max_tokens: maxTokens,
      temperature,
      messages: [
        { role: 'system', content: task },
        { role: 'user', content: data },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    };
    const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
    const result = await http.post({
      url: `${baseUrl}/chat/completions`,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
      body: JSON.stringify(body),
      timeoutMs,
      answerBytesMax: ANSWER_BYTES_MAX,
    });
    return this.#read(result);
  }

  #read(result: OutboundResult): ModelAnswer {
    if (result.kind === 'unreachable') return failed('unreachable', result.message);
    if (result.kind === 'refused') return failed('forbidden', result.message);
    const { status, text = '', isCut = false } = result;
    if (status === 429) return failed('busy', `it answered with status 429${this.#told(text)}`);
    if (status !== 200) return failed('status', `it answered with status ${status}${this.#told(text)}`);
    if (isCut) return failed('unreadable', `its answer has more than ${ANSWER_BYTES_MAX} bytes`);
    const completion = CompletionSchema.safeParse(jsonOf(text));
    const [choice] = completion.data?.choices ?? [];
    if (choice === undefined) return failed('unreadable', 'its answer is no chat completion');
    if (choice.finish_reason === 'length')
      return failed('unreadable', 'its answer was cut at the most tokens that it may have');
    const { content } = choice.message;
    return content === null ? failed('unreadable', 'it said nothing') : { kind: 'answered', text: content };
  }

  /** What a server says of an error. One that repeats the key does not get it shown. */
  #told(text: string): string {
    const plain = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
    if (plain === '') return '';
    const { apiKey } = this.options;
    const safe = apiKey === null ? plain : plain.replaceAll(apiKey, '(hidden)');
    return `: ${safe.slice(0, TOLD_LENGTH_MAX)}`;
  }
}

const failed = (code: (ModelAnswer & { kind: 'failed' })['code'], message: string): ModelAnswer => ({
  kind: 'failed',
  code,
  message,
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
