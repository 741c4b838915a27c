import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** real milliseconds for the whole exchange */
  timeoutMs: number;
  /** bytes of the answer */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  type: string;
  body: Buffer;
  /** The Date header, when it was sent. */
  date?: string;
}

/** No usable answer. `sent` false: the request surely did nothing, and may be made again. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    message: string,
    readonly sent: boolean,
    /** A kept connection was closing: worth a second try at once. */
    readonly closing = false,
  ) {
    super(message);
  }
}

/** Kept connections are dropped before the other side's usual 5 s, so that a request seldom meets one that is closing. */
const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 32, timeout: 3_000 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 32, timeout: 3_000 }),
};
const MAX_BYTES = 16 * 1024 * 1024;

const protocolOf = (url: URL): 'http:' | 'https:' => {
  if (url.protocol === 'http:' || url.protocol === 'https:') return url.protocol;
  throw new TransportError(`no such protocol: ${url.protocol}`, false);
};

/** A connection that was kept, and that the other side closed as we wrote: the request was not taken up. */
const wasClosing = (request: http.ClientRequest, error: Error): boolean =>
  request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');

const once = ({ method, url, headers, body, timeoutMs, maxBytes = MAX_BYTES, signal }: HttpRequest) =>
  new Promise<HttpAnswer>((resolve, reject) => {
    const target = new URL(url);
    const protocol = protocolOf(target);
    let connected = false;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = (protocol === 'http:' ? http : https).request(target, {
      method,
      agent: agents[protocol],
      headers: { ...headers, ...length },
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) : AbortSignal.timeout(timeoutMs),
    });
    let answering = false;
    const fail = (error: Error): void => {
      const closing = !answering && wasClosing(request, error);
      reject(new TransportError(error.message, connected && !closing, closing));
    };
    request.once('socket', (socket) => {
      if (!socket.connecting) connected = true;
      else
        socket.once(protocol === 'http:' ? 'connect' : 'secureConnect', () => {
          connected = true;
        });
    });
    request.once('error', fail);
    request.once('response', (response) => {
      answering = true;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) request.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.once('error', fail);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks),
          ...(response.headers.date ? { date: response.headers.date } : {}),
        }),
      );
    });
    request.end(body);
  });

/** One HTTP exchange over kept connections. @throws TransportError */
export const exchange = async (request: HttpRequest): Promise<HttpAnswer> => {
  try {
    return await once(request);
  } catch (error) {
    if (error instanceof TransportError && error.closing) return once(request);
    throw error;
  }
};

/** Ends the kept connections; for an orderly end of the process. */
export const closeConnections = (): void => {
  for (const agent of Object.values(agents)) agent.destroy();
};
