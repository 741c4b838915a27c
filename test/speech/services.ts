import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A recognition service that answers whatever the test says. */
export interface FakeService {
  origin: string;
  asked: { path: string; headers: IncomingMessage['headers']; body: Buffer }[];
  answers: { status?: number; type?: string; body?: string; location?: string } | 'hang';
  close(): Promise<void>;
}

export const openService = async (): Promise<FakeService> => {
  const service: FakeService = { origin: '', asked: [], answers: {}, close: async () => undefined };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    service.asked.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    if (service.answers === 'hang') return;
    const { status = 200, type = 'application/json', body = '', location } = service.answers;
    response.writeHead(status, { 'content-type': type, ...(location ? { location } : {}) });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  service.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return service;
};

/** n frames of 20 ms at 4.75 kbit/s */
export const amr = (frames: number): Buffer =>
  Buffer.concat([
    Buffer.from('#!AMR\n'),
    ...Array.from({ length: frames }, (_, i) => Buffer.concat([Buffer.from([0x04]), Buffer.alloc(12, i + 1)])),
  ]);
