import { refuse } from '../kernel/errors.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A recogniser's address: voices go over https, or to this machine. @throws Refused bad_configuration */
export const readEndpoint = (endpoint: string): URL => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : refuse('bad_configuration', 'the speech endpoint is no URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    refuse('bad_configuration', 'the speech endpoint is reached by https only');
  return url;
};
