import * as say from '../templates/replies/complaint.js';
import { titles } from '../templates/replies/titles.js';
import { defineForm, done, type Said, slot } from './kit.js';

interface Place {
  label: string;
  latitude?: number;
  longitude?: number;
}

interface Values {
  text: string;
  voice?: { mediaId: string; transcript: string };
  place?: Place;
  photos?: string[];
}

/** A digit or a single word is no address. */
const SHORTEST_PLACE = 3;

const words = (said: Said): string | undefined =>
  said.kind === 'text' && said.text.trim() !== '' ? said.raw.trim().slice(0, 2000) : undefined;

const readPlace = (said: Said): Place | undefined => {
  if (said.kind === 'location') return { label: said.label, latitude: said.latitude, longitude: said.longitude };
  const label = words(said);
  if (label === undefined) return undefined;
  if (say.saysNoPlace(label)) return { label: say.placeUnknown };
  return [...label].length >= SHORTEST_PLACE ? { label: label.slice(0, 100) } : undefined;
};

const placeSlot = slot<Place>((value) => {
  const { label, latitude, longitude } = (value !== null && typeof value === 'object' ? value : {}) as Partial<Place>;
  return typeof label === 'string' && typeof latitude === 'number' && typeof longitude === 'number'
    ? { label, latitude, longitude }
    : undefined;
});

const photosSlot = slot<string[]>((value) =>
  Array.isArray(value) && value.every((id) => typeof id === 'string') ? (value as string[]) : undefined,
);

export const complaint = defineForm<Values>({
  name: 'complaint',
  title: titles.complaint,
  examples: ['我要投诉', '路口井盖坏了没人管'],
  suggested: true,
  open: ({ words: opening }) => (say.saysWhat(opening) ? { text: opening } : {}),
  fields: [
    { name: 'text', label: say.labels.text, free: true, ask: () => say.askText, read: words },
    {
      name: 'voice',
      unasked: true,
      accepts: ['voice'],
      read: (said) =>
        said.kind === 'voice' && said.text ? { mediaId: said.mediaId, transcript: said.text } : undefined,
    },
    {
      name: 'place',
      label: say.labels.place,
      accepts: ['text', 'location'],
      optional: true,
      free: true,
      slot: placeSlot,
      ask: () => say.askPlace,
      read: readPlace,
    },
    {
      name: 'photos',
      unasked: true,
      accepts: ['image'],
      many: { max: say.MOST_PHOTOS },
      slot: photosSlot,
      read: (said) => (said.kind === 'image' ? said.mediaId : undefined),
      got: ({ values }) => say.gotPhoto(values.photos?.length ?? 0),
    },
  ],
  confirm: {
    ask: async ({ values, resident, services }) => {
      const [home] = (await services.customers.resident(resident)).homes;
      const customer = home && (await services.customers.customerOf(resident, home.account));
      return say.summary({
        text: values.text,
        place: values.place?.label,
        photos: values.photos?.length ?? 0,
        voice: values.voice !== undefined,
        mobile: customer?.mobile,
      });
    },
    submit: say.submit,
    modify: say.modify,
    cancel: say.dontSubmit,
  },
  async submit({ values, resident, services, cause }) {
    const [home] = (await services.customers.resident(resident)).homes;
    const contact = home && (await services.customers.customerOf(resident, home.account));
    const ticket = await services.tickets.file({
      openid: resident,
      kind: 'complaint',
      text: values.text,
      ...(values.photos ? { photos: values.photos } : {}),
      ...(values.voice ? { voice: values.voice } : {}),
      ...(values.place ? { place: values.place } : {}),
      ...(contact ? { account: contact.account, district: contact.district, contact } : {}),
      cause,
    });
    return done(say.filed(ticket.number, ticket.dueAt));
  },
});
