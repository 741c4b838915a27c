import type { Services } from '../src/services.js';
import * as say from '../templates/replies/complaint.js';
import * as acts from '../templates/replies/ticket-acts.js';
import { titles } from '../templates/replies/titles.js';
import { defineForm, done, end, flagSlot, ok, type Said, slot, textSlot, wrong } from './kit.js';
import { ownTickets } from './own-tickets.js';

interface Place {
  label: string;
  latitude?: number;
  longitude?: number;
}

interface Values {
  /** Something is added to a ticket that is there already. */
  adding?: boolean;
  /** That ticket, by its number or its last digits. */
  to?: string;
  /** The earlier ticket that this one goes on with. */
  follows?: string;
  text?: string;
  voice?: { mediaId: string; transcript: string };
  place?: Place;
  photos?: string[];
  /** The number of the ticket that this is once more about, or `other`. */
  same?: string;
  mobile?: string;
}

/** The ticket that the words go to instead of a new one. */
const target = ({ to, same }: Values): string | undefined => to ?? (same === 'other' ? undefined : same);
const sends = ({ photos, voice, place }: Values): boolean => Boolean(photos?.length || voice || place);
const similar = (services: Services, resident: string, { text = '', place }: Values) =>
  services.tickets.similar({ openid: resident, text, ...(place ? { place } : {}) });
const homeOf = async ({ customers }: Services, resident: string) => {
  const [home] = (await customers.resident(resident)).homes;
  return home && (await customers.customerOf(resident, home.account));
};

/** What is complained of, or reported, sounds like these. */
const kin = ['complaint', 'report_fault', 'repair_progress', 'water_quality', 'water_pressure'];

/** A digit or a single word is no address. */
const SHORTEST_PLACE = 3;

/** A digit without a choice to it says nothing. */
const words = (said: Said): string | undefined =>
  said.kind === 'text' && /\p{L}/u.test(said.text) ? said.raw.trim().slice(0, 2000) : undefined;

const readPlace = (said: Said): Place | undefined => {
  if (said.kind === 'location') return { label: said.label, latitude: said.latitude, longitude: said.longitude };
  const label = say.placeIn(words(said));
  if (label === undefined) return undefined;
  if (say.saysNoPlace(label)) return { label: say.placeUnknown };
  return [...label].length >= SHORTEST_PLACE ? { label: label.slice(0, 100) } : undefined;
};

const mobileIn = (said: string): string | undefined =>
  /(?<!\d)1[3-9]\d{9}(?!\d)/.exec(said.replace(/(?<=\d)[ -](?=\d)/g, ''))?.[0];

const placeSlot = slot<Place>((value) => {
  const { label, latitude, longitude } = (value !== null && typeof value === 'object' ? value : {}) as Partial<Place>;
  return typeof label === 'string' && typeof latitude === 'number' && typeof longitude === 'number'
    ? { label, latitude, longitude }
    : undefined;
});

const photosSlot = slot<string[]>((value) =>
  Array.isArray(value) && value.every((id) => typeof id === 'string') ? (value as string[]) : undefined,
);

const readRef = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Adds to the resident's ticket what the form gathered. */
const addTo = async (
  ref: string,
  { text, photos, voice, place }: Values,
  { resident, services, cause }: { resident: string; services: Services; cause: string },
) => {
  const ticket = (await ownTickets(services, resident)).named(ref);
  if (!ticket) return acts.noneYet;
  const added = await services.tickets.add({
    openid: resident,
    number: ticket.number,
    cause,
    ...(text ? { text } : {}),
    ...(photos ? { photos } : {}),
    ...(voice ? { voice } : {}),
    ...(place ? { place } : {}),
  });
  return acts.added(added, {
    text,
    photos: photos?.length ?? 0,
    voice: voice !== undefined,
    place: place !== undefined,
  });
};

export const complaint = defineForm<Values>({
  name: 'complaint',
  title: titles.complaint,
  examples: ['我要投诉', '路口井盖坏了没人管'],
  suggested: true,
  open: async ({ words: opening, slots, resident, services }) => {
    const more = slots.to === undefined ? say.additionIn(opening) : '';
    const { unfinished = [] } = more === undefined ? {} : await ownTickets(services, resident);
    const said = unfinished.filter(({ number }) => number === slots.number);
    const [only, another] = said.length > 0 ? said : unfinished;
    const words = more === undefined || (!only && more !== '') ? (more ?? opening) : more;
    return {
      ...(only && slots.to === undefined ? (another ? { adding: true } : { to: only.number }) : {}),
      ...(only ? (words ? { text: words } : {}) : say.saysWhat(words) ? { text: words } : {}),
    };
  },
  fields: [
    { name: 'adding', unasked: true, accepts: [], slot: flagSlot(), read: () => undefined },
    { name: 'follows', unasked: true, accepts: [], slot: textSlot(), read: () => undefined },
    {
      name: 'to',
      slot: textSlot(),
      skip: ({ values }) => !values.adding,
      ask: async ({ resident, services }) => say.askWhichToAdd((await ownTickets(services, resident)).unfinished),
      read: (said) =>
        said.kind === 'text'
          ? (readRef(said.understood.slots.number) ?? readRef(said.understood.slots.tail))
          : undefined,
      check: async ({ values, resident, services }) => {
        const ticket = (await ownTickets(services, resident)).named(values.to ?? '');
        return ticket ? ok : wrong(say.noSuchOpen);
      },
    },
    {
      name: 'text',
      label: say.labels.text,
      free: true,
      kin,
      skip: ({ values }) => values.to !== undefined && sends(values),
      ask: ({ values }) => (values.to === undefined ? say.askText : say.askAddition),
      read: words,
    },
    {
      name: 'place',
      label: say.labels.place,
      accepts: ['text', 'location'],
      optional: true,
      free: true,
      kin,
      slot: placeSlot,
      skip: ({ values }) => target(values) !== undefined,
      ask: () => say.askPlace,
      read: readPlace,
    },
    {
      name: 'voice',
      label: say.labels.voice,
      unasked: true,
      optional: true,
      accepts: ['voice'],
      ask: () => say.voiceGone,
      read: (said) =>
        said.kind === 'voice' && said.text ? { mediaId: said.mediaId, transcript: said.text } : undefined,
    },
    {
      name: 'photos',
      label: say.labels.photos,
      unasked: true,
      optional: true,
      accepts: ['image'],
      ask: () => say.photosGone,
      many: { max: say.MOST_PHOTOS },
      slot: photosSlot,
      read: (said) => (said.kind === 'image' ? said.mediaId : undefined),
      got: ({ values }) => (target(values) === undefined ? say.gotPhoto(values.photos?.length ?? 0) : say.nothing),
    },
    {
      name: 'same',
      skip: async ({ values, resident, services }) =>
        values.to !== undefined || (await similar(services, resident, values)) === undefined,
      ask: async ({ values, resident, services }) => {
        const ticket = await similar(services, resident, values);
        return ticket ? say.askSame(ticket) : say.askText;
      },
      read: () => undefined,
    },
    {
      name: 'mobile',
      label: say.labels.mobile,
      optional: true,
      skip: () => true,
      ask: () => say.askMobile,
      read: (said) => (said.kind === 'text' ? mobileIn(said.text) : undefined),
    },
  ],
  confirm: {
    skip: ({ values }) => target(values) !== undefined,
    ask: async ({ values, resident, services }) => {
      const customer = await homeOf(services, resident);
      return say.summary({
        text: values.text ?? '',
        place: values.place?.label,
        photos: values.photos?.length ?? 0,
        voice: values.voice !== undefined,
        mobile: values.mobile ?? mobileIn(values.text ?? '') ?? customer?.mobile,
      });
    },
    submit: say.submit,
    modify: say.modify,
    cancel: say.dontSubmit,
  },
  async submit({ values, resident, services, cause }) {
    const into = target(values);
    if (into !== undefined) return end(await addTo(into, values, { resident, services, cause }));
    const home = await homeOf(services, resident);
    const { follows } = values;
    const mobile = values.mobile ?? mobileIn(values.text ?? '');
    const contact =
      home || mobile
        ? { holder: home?.holder ?? '', mobile: mobile ?? home?.mobile ?? '', address: home?.address ?? '' }
        : undefined;
    const ticket = await services.tickets.file({
      openid: resident,
      kind: 'complaint',
      text: values.text ?? '',
      ...(values.photos ? { photos: values.photos } : {}),
      ...(values.voice ? { voice: values.voice } : {}),
      ...(values.place ? { place: values.place } : {}),
      ...(home ? { account: home.account, district: home.district } : {}),
      ...(contact ? { contact } : {}),
      ...(follows ? { follows } : {}),
      cause,
    });
    return done(say.filed(ticket.number, ticket.dueAt));
  },
});
