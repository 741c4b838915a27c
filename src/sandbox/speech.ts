import { createHash } from 'node:crypto';
import { realNow } from '../kernel/clock.js';
import { randomIds } from '../kernel/ids.js';
import { playingTime } from './amr.js';
import type { Recording } from './hugging-face.js';
import { fieldsOf, isFields, numberOf, parseJson, stringOf } from './input.js';
import type { Journal } from './journal.js';
import { type SignedRequest, verifyTc3 } from './tc3.js';

/** Tencent Cloud's SentenceRecognition, which hears in a recording the words that the sandbox made it from. */
export interface SpeechService {
  /** @param copy `wide` is known by its bytes only: no other recogniser is told of it */
  remember(audio: Buffer, words: string, copy?: 'wide'): void;
  /** Answers as Tencent does: always with a `Response`, which holds the `Error` when there is one. */
  recognise(request: SignedRequest): { Response: object };
}

const LONGEST_MS = 60_000;
const MOST_BASE64 = 3 * 1024 * 1024;
const formats = new Set(['wav', 'pcm', 'ogg-opus', 'speex', 'silk', 'mp3', 'm4a', 'aac', 'amr']);

const digest = (audio: Buffer): string => createHash('sha256').update(audio).digest('hex');
const answer = (fields: object): { Response: object } => ({ Response: { ...fields, RequestId: randomIds.id() } });

/** The error body that Tencent's clients know. */
export const speechError = (code: string, message = code): { Response: object } =>
  answer({ Error: { Code: code, Message: message } });

/** @param account whose signature requests must bear @param spoken told of each recording, those before a restart too */
export const createSpeechService = (
  journal: Journal,
  account: { secretId: string; secretKey: string },
  spoken: (recording: Recording) => void,
): SpeechService => {
  const heard = new Map<string, string>();
  const write = journal.topic<{ sha256: string; words: string; amr?: string }>('speech', ({ sha256, words, amr }) => {
    heard.set(sha256, words);
    if (amr !== undefined) spoken({ amr: Buffer.from(amr, 'base64'), words });
  });
  return {
    remember: (audio, words, copy) =>
      write({ sha256: digest(audio), words, ...(copy ? {} : { amr: audio.toString('base64') }) }),
    recognise: (request) => {
      const verdict = verifyTc3(request, account, realNow());
      if (verdict !== 'ok') return speechError(verdict);
      if (request.headers['x-tc-action'] !== 'SentenceRecognition') return speechError('InvalidAction');
      if (request.headers['x-tc-version'] !== '2019-06-14') return speechError('NoSuchVersion');
      const asked = parseJson(request.body.toString('utf8'));
      if (!isFields(asked)) return speechError('InvalidParameter');
      const { EngSerViceType: engine, SourceType: source, VoiceFormat: format, Data: data } = fieldsOf(asked);
      if (!stringOf(engine) || source === undefined || !stringOf(format)) return speechError('MissingParameter');
      if (!formats.has(String(format))) return speechError('InvalidParameterValue.ErrorInvalidVoiceFormat');
      if (source !== 1 || typeof data !== 'string' || data === '')
        return speechError('InvalidParameterValue.ErrorInvalidVoicedata');
      if (data.length > MOST_BASE64) return speechError('InvalidParameterValue.ErrorVoicedataTooLong');
      const audio = Buffer.from(data, 'base64');
      const length = numberOf(asked.DataLen);
      if (length !== undefined && length !== audio.length)
        return speechError('InvalidParameterValue.ErrorInvalidVoicedata');
      const ms = playingTime(audio) ?? 0;
      if (ms > LONGEST_MS) return speechError('InvalidParameterValue.ErrorVoicedataTooLong');
      const Result = heard.get(digest(audio)) ?? '';
      return answer({ Result, AudioDuration: ms, WordSize: 0, WordList: [] });
    },
  };
};
