import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Middleware } from 'koa';

const folder = new URL('./page/', import.meta.url);
const weui = createRequire(import.meta.url).resolve('weui/dist/style/weui.min.css');

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};
/** The page talks to nobody but the sandbox. */
const policy =
  "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const fileOf = (path: string): { file: string; type: string } | undefined => {
  if (path === '/weui.css') return { file: weui, type: 'text/css; charset=utf-8' };
  const name = path === '/' ? 'index.html' : /^\/([a-z0-9][\w-]*\.[a-z]+)$/i.exec(path)?.[1];
  const type = types[name?.split('.').pop() ?? ''];
  return name && type ? { file: fileURLToPath(new URL(name, folder)), type } : undefined;
};

/** Serves the phone page's files and its style sheet. */
export const phonePage = (): Middleware => async (ctx, next) => {
  const found = ctx.method === 'GET' || ctx.method === 'HEAD' ? fileOf(ctx.path) : undefined;
  const content = found && (await readFile(found.file).catch(() => undefined));
  if (!found || !content) return next();
  ctx.set('Content-Type', found.type);
  ctx.set('Cache-Control', 'no-cache');
  ctx.set('Content-Security-Policy', policy);
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.body = content;
};
