import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';

/** Sound as a recogniser gets it; samples from -1 to 1. */
export interface Sound {
  samples: Float32Array;
  /** samples a second */
  rate: number;
}

const FRAME_S = 0.02;
const AMR_RATE = 8000;

interface Chunk {
  id: string;
  data: Buffer;
}

const chunksOf = (file: Buffer): Chunk[] => {
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    chunks.push({ id: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + size) });
    at += 8 + size + (size % 2);
  }
  return chunks;
};

/** The sound of a RIFF/WAVE file of 16-bit mono PCM; undefined when it is none, or is cut off. */
export const readWav = (file: Buffer): Sound | undefined => {
  if (file.length < 44 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    return undefined;
  if (file.readUInt32LE(4) + 8 !== file.length) return undefined;
  const chunks = chunksOf(file);
  const format = chunks.find(({ id }) => id === 'fmt ')?.data;
  const data = chunks.find(({ id }) => id === 'data')?.data;
  if (!format || format.length < 16 || !data) return undefined;
  const [kind, channels, bits] = [format.readUInt16LE(0), format.readUInt16LE(2), format.readUInt16LE(14)];
  if (kind !== 1 || channels !== 1 || bits !== 16) return undefined;
  const samples = new Float32Array(data.length >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = data.readInt16LE(i * 2) / 0x8000;
  return { samples, rate: format.readUInt32LE(4) };
};

type Decode = (file: Uint8Array) => Float32Array | null;

/** The decoder is written for a browser's worker; here it gets a `self` of its own. */
const loadDecoder = (): Decode => {
  const path = createRequire(import.meta.url).resolve('benz-amr-recorder/src/amrnb.js');
  const script = { exports: (): void => undefined };
  let decoded: Float32Array | null = null;
  const self = {
    postMessage: ({ amr }: { amr: Float32Array | null }): void => {
      decoded = amr;
    },
    onmessage: (_event: { data: object }): void => undefined,
  };
  compileFunction(readFileSync(path, 'utf8'), ['module', 'self'])(script, self);
  script.exports();
  return (buffer) => {
    self.onmessage({ data: { command: 'decode', buffer } });
    return decoded;
  };
};

let decoder: Decode | undefined;

/** The sound of an AMR file; undefined when it is none. */
export const readAmr = (file: Buffer): Sound | undefined => {
  decoder ??= loadDecoder();
  const samples = decoder(new Uint8Array(file));
  return samples ? { samples, rate: AMR_RATE } : undefined;
};

/** How loud each 20 ms of a sound are: what is left of it whatever the file, the depth or the rate it comes in. */
export const loudness = ({ samples, rate }: Sound): readonly number[] => {
  const size = Math.round(rate * FRAME_S);
  return Array.from({ length: Math.floor(samples.length / size) }, (_, frame) => {
    const part = samples.subarray(frame * size, (frame + 1) * size);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / size);
  });
};

const NEAR = 0.03;
const QUIET = 0.002;

/** Whether two sounds are the same recording. */
export const soundsLike = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length &&
  one.every((loud, i) => Math.abs(loud - (other[i] ?? 0)) <= QUIET + NEAR * Math.max(loud, other[i] ?? 0));
