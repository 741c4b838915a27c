import { describe, expect, it } from '@jest/globals';
import { mediaTypeOf } from '../../src/kernel/media-type.js';

describe('mediaTypeOf', () => {
  it.each([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0])],
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])],
    ['image/gif', Buffer.from('GIF89a;')],
    ['audio/amr', Buffer.from('#!AMR\n')],
    ['audio/mpeg', Buffer.from('ID3\x04')],
    ['audio/mpeg', Buffer.from([0xff, 0xfb, 0x90, 0x64])],
  ])('knows %s', (type, bytes) => {
    expect(mediaTypeOf(bytes)).toBe(type);
  });

  it.each([
    ['html', Buffer.from('<html></html>')],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['an error in JSON', Buffer.from('{"errcode":40007}')],
    ['nothing', Buffer.alloc(0)],
    ['a short start', Buffer.from([0xff, 0xd8])],
    ['a reserved MPEG version', Buffer.from([0xff, 0xea, 0x90, 0x64])],
  ])('refuses %s', (_name, bytes) => {
    expect(mediaTypeOf(bytes)).toBeUndefined();
  });
});
