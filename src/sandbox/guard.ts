import type { Middleware } from 'koa';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Clients of the recogniser may keep its real name and resolve it to this machine: the name is in what they sign. */
const SPEECH_HOST = 'asr.tencentcloudapi.com';

/** Paths that servers call, not browsers. */
export const isPlatformPath = (path: string): boolean => /^\/(cgi-bin|sns|sms|speech|hf-inference|v1)(\/|$)/.test(path);

const hostOf = (header: string | undefined): string => (header ?? '').toLowerCase().replace(/:\d+$/, '');

/**
 * Lets in only what was meant for this machine: a name other than loopback in Host betrays DNS rebinding, and a page of another origin
 * has no business with the driver API, which holds the demo's passwords. Both get 403.
 */
export const guard = (): Middleware => async (ctx, next) => {
  const host = hostOf(ctx.get('host'));
  const isSpeech = ctx.path === '/speech' || (ctx.path === '/' && ctx.method === 'POST');
  const origin = ctx.get('origin').toLowerCase();
  const isForeign = !isPlatformPath(ctx.path) && origin !== '' && origin !== `http://${ctx.get('host').toLowerCase()}`;
  if ((!loopback.has(host) && !(isSpeech && host === SPEECH_HOST)) || isForeign) {
    ctx.status = 403;
    ctx.body = { error: { code: 'not_allowed', message: isForeign ? 'foreign Origin' : 'foreign Host' } };
    return;
  }
  await next();
};
