import { z } from 'zod';
import { isJsonPost, type Vendor, type VendorAnswer } from './vendor-server.js';

/** Telegram's Bot API: "sendMessage" and "HTML style". */
export const TELEGRAM_TOKEN = '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
export const TELEGRAM_CHAT = '-1001234567890';
const TEXT_LENGTH_MAX = 4_096;

export const TelegramMessageSchema = z.strictObject({
  chat_id: z.union([z.string(), z.int()]),
  message_thread_id: z.int().optional(),
  text: z.string(),
  parse_mode: z.enum(['HTML', 'MarkdownV2', 'Markdown']).optional(),
  link_preview_options: z.strictObject({ is_disabled: z.boolean() }).optional(),
  disable_notification: z.boolean().optional(),
});

export const telegram: Vendor = (request) => {
  if (request.path !== `/bot${TELEGRAM_TOKEN}/sendMessage`) return failed(401, 'Unauthorized');
  const message = isJsonPost(request) ? TelegramMessageSchema.safeParse(request.body) : null;
  if (message?.success !== true) return failed(400, 'Bad Request: wrong parameter');
  const { chat_id, text, parse_mode } = message.data;
  if (String(chat_id) !== TELEGRAM_CHAT) return failed(400, 'Bad Request: chat not found');
  const shown = parse_mode === 'HTML' ? telegramText(text) : text;
  if (shown === null) return failed(400, "Bad Request: can't parse entities");
  if (shown.trim() === '') return failed(400, 'Bad Request: message text is empty');
  if (shown.length > TEXT_LENGTH_MAX) return failed(400, 'Bad Request: message is too long');
  const result = { message_id: 1, date: 0, chat: { id: Number(chat_id), type: 'supergroup' }, text: shown };
  return { status: 200, body: { ok: true, result } };
};

const failed = (error_code: number, description: string): VendorAnswer => ({
  status: error_code,
  body: { ok: false, error_code, description },
});

const tag = /<(\/?)(b|strong|i|em|u|s|code|pre|a)((?: href="[^"<>]*")?)>/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** The text of HTML as Telegram shows it; null where it is not the HTML that it knows. */
export function telegramText(html: string): string | null {
  const open: string[] = [];
  let isWell = true;
  const text = html.replaceAll(tag, (_tag, slash: string, name: string) => {
    if (slash === '') open.push(name);
    else isWell &&= open.pop() === name;
    return '';
  });
  if (!isWell || open.length > 0 || /[<>]/.test(text)) return null;
  const known = text.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
  return /&(?!(lt|gt|amp|quot);)/.test(text) ? null : known;
}

/** What Telegram finds by itself in plain text: mentions and addresses. */
export function telegramFinds(text: string): string[] {
  return [...text.matchAll(/@\w+|\w+:\/\/\S+|\b\w[\w-]*\.[a-z]{2,}\b/gi)].map(([found]) => found);
}
