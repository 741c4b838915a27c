import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { presentMending, presentVoice, presentVoiceRow } from '../present-voice.js';

export const voiceRoutes = ({ on, guards, services: { voices } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('voices.read')];
  /** All of somebody's words, or the voice itself: no view goes without its line. */
  const viewing = (what: string): readonly Guard[] => [
    limited('read'),
    signedIn,
    valid,
    audited(what),
    allowed('voices.read'),
  ];
  const correcting = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('voices.correct'),
  ];

  on(routes.voiceList, reading, async ({ query }) => {
    const { items, next } = await voices.list(query);
    return { items: items.map(presentVoiceRow), next: next ?? null };
  });

  on(routes.mendingList, reading, async () => ({ items: (await voices.learnt()).map(presentMending) }));

  on(routes.mendingRemove, correcting('voice.unlearn'), async ({ params }) => {
    await voices.unlearn(params.id);
    return undefined;
  });

  on(routes.voiceShow, viewing('voice.view_full'), async ({ params }) => presentVoice(await voices.show(params.id)));

  on(routes.voiceCorrect, correcting('voice.correct'), async ({ params, body, staff, touches }) => {
    const { voice, learnt } = await voices.correct({ ...params, ...body, by: staff.user });
    touches(voice.id, { learn: body.learn, learnt: learnt.length });
    return { voice: presentVoice(voice), learnt: learnt.map(presentMending) };
  });

  on(routes.voiceRecording, viewing('voice.play'), ({ params, query }) => voices.recording(params.id, query.as));
};
