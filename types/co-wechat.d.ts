declare module 'co-wechat' {
  /** What co-wechat 2.4.0 asks of a cryptor; a request may bring its own as `wx_cryptor`. */
  export interface Cryptor {
    getSignature(timestamp: number | string, nonce: number | string, encrypt: string): string;
    encrypt(text: string): string;
    decrypt(text: string): { message: string; id: string };
  }

  /** The part of a Koa context that the middleware touches. */
  export interface ReplyContext {
    readonly query: Readonly<Record<string, string>>;
    readonly method: string;
    readonly request: { readonly body: string };
    readonly wx_cryptor?: Cryptor;
    weixin_xml?: string;
    status?: number;
    type?: string;
    body?: string;
  }

  export type Handler = (
    message: Readonly<Record<string, string>>,
    ctx: ReplyContext,
  ) => string | object | Promise<string | object>;

  export interface Wechat {
    middleware(handler: Handler): (ctx: ReplyContext, next: () => Promise<void>) => Promise<void>;
  }

  export default function createWechat(
    config: { token: string; appid: string; encodingAESKey: string },
    debug?: false,
  ): Wechat;
}
