declare module 'wechat-api' {
  /** Node-style callback of wechat-api 1.35.1; `data` is whatever the platform answered. */
  export type Callback = (error: Error | null, data?: unknown, response?: unknown) => void;

  export interface RequestOptions {
    dataType?: 'json';
    type?: 'GET' | 'POST';
    data?: unknown;
    headers?: Readonly<Record<string, string>>;
    timeout?: number;
    /** An old-style stream (formstream): it has `pipe`, not the newer reading protocol. */
    stream?: NodeJS.ReadableStream;
  }

  type Method = (...args: never[]) => void;

  class API {
    constructor(appid: string, appsecret: string);
    readonly appid: string;
    readonly appsecret: string;
    endpoint: string;
    mpPrefix: string;
    fileServerPrefix: string;
    /** The token of the call that is being made; inherited methods read it when they build their address. */
    token: { accessToken: string; expireTime: number };
    request(url: string, options: RequestOptions, callback: Callback): void;
    request(url: string, callback: Callback): void;
    preRequest(method: Method, args: ArrayLike<unknown>, retried?: boolean): void;
    getAccessToken(callback: Callback): this;
    createMenu(menu: object, callback: Callback): void;
    getMenu(callback: Callback): void;
    removeMenu(callback: Callback): void;
    getAllPrivateTemplate(callback: Callback): void;
    getUser(openid: string | { openid: string; lang: string }, callback: Callback): void;
  }

  export default API;
}
