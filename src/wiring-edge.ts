import { ticketHint } from '../templates/replies/complaint.js';
import { edgeWords } from '../templates/replies/edge.js';
import { ticketNote } from '../templates/replies/ticket-notes.js';
import { hypothesis } from './conversation/nlu/hypothesis.js';
import { impersonal } from './conversation/nlu/personal.js';
import { present } from './conversation/offer.js';
import { redact } from './conversation/redact.js';
import type { Connection } from './database/connect.js';
import type { Clock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import type { Seal } from './kernel/crypto.js';
import type { Ids } from './kernel/ids.js';
import type { Log } from './kernel/log.js';
import type { Observer } from './observe.js';
import { createDraw } from './pictures/index.js';
import { createHelper, type Helper } from './second-opinion/index.js';
import type { Services } from './services.js';
import { createSms } from './sms/index.js';
import { createSpeech, type Speech } from './speech/index.js';
import { createWechatIn, createWechatOut, type WechatIn, type WechatOut } from './wechat/index.js';
import { type Ports, verdictKey, wireEngine } from './wiring.js';

const gateway = ({ sms }: Config, log: Log): Ports['sendSms'] =>
  sms ? createSms({ ...sms, log }) : async () => 'failed';

export interface EdgeDeps {
  config: Config;
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  observer: Observer;
  log: Log;
}

/** What hears voices. */
export const wireSpeech = ({ config, observer, log }: EdgeDeps): Speech =>
  createSpeech(config.speech, { log, onAsked: observer.onAsked });

/** Who is asked about unclear sentences, when one is configured. */
export const wireHelper = ({ config: { secondOpinion: config }, observer, ...deps }: EdgeDeps): Helper | undefined =>
  config && createHelper({ ...deps, config, impersonal, hypothesis, onOpinion: observer.onOpinion });

/** The ways out to residents. */
export const wireOut = ({ config, observer: { onCall }, ...deps }: EdgeDeps): WechatOut =>
  createWechatOut({ ...deps, config: config.wechat, ticketHint, draw: createDraw(), onCall });

export const wirePorts = ({ config, log }: EdgeDeps, out: WechatOut): Ports => ({
  sendSms: gateway(config, log),
  sendTemplate: out.sendTemplate,
  notify: ({ ticket, ...message }) => {
    if (!ticket) return out.notify(message);
    const { said, summary } = ticketNote(ticket, message.text);
    const { spoken } = present(said, verdictKey(ticket.number));
    const choices = spoken?.choices ?? [];
    return out.notify({ ...message, text: said.text, choices, ticket: { number: ticket.number, summary } });
  },
  reach: out.reach,
  fetchMedia: out.fetchMedia,
  sendPicture: out.sendPicture,
  sayIfOpen: out.ladder.sayIfOpen,
  eraseResident: out.eraseResident,
});

/** The way in: callback, claims, voice, engine. */
export const wireIn = (
  { config, observer, speech, helper, ...deps }: EdgeDeps & { speech: Speech; helper: Helper | undefined },
  out: WechatOut,
  services: Services,
): WechatIn =>
  createWechatIn({
    ...deps,
    out,
    config: config.wechat,
    words: edgeWords(services.company),
    answer: observer.timed(wireEngine(services, helper ? { ...deps, secondOpinion: helper.ask } : deps).answer),
    recognise: speech.recognise,
    keepVoice: ({ heard, ...voice }) =>
      services.voices.keep({
        ...voice,
        outcome: heard.kind === 'too long' ? 'too_long' : heard.kind,
        ...(heard.kind === 'words' ? { heard: redact(heard.text).text } : {}),
      }),
    delivered: services.outreach.delivered,
    onReply: observer.onReply,
    onLate: observer.onLate,
  });
