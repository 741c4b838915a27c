const HEADER_BYTES = 44;
const BYTES_A_SAMPLE = 2;

/** A RIFF/WAVE file of 16-bit mono PCM. @param samples from -1 to 1; what is beyond is cut @param rate samples a second */
export const wavOf = (samples: Float32Array, rate: number): Buffer => {
  const bytes = samples.length * BYTES_A_SAMPLE;
  const file = Buffer.alloc(HEADER_BYTES + bytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16); // length of this chunk
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * BYTES_A_SAMPLE, 28);
  file.writeUInt16LE(BYTES_A_SAMPLE, 32);
  file.writeUInt16LE(BYTES_A_SAMPLE * 8, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(bytes, 40);
  for (let i = 0; i < samples.length; i += 1) {
    const sample = Math.max(-1, Math.min(1, samples[i] ?? 0));
    file.writeInt16LE(Math.round(sample * 0x7fff), HEADER_BYTES + i * BYTES_A_SAMPLE);
  }
  return file;
};
