/** How the pixels of a transfer syntax are coded, or `refused` where no decoder is bundled. */
export type PixelCoding = 'native' | 'rle' | 'jpeg' | 'jpegLossless' | 'jpegLs' | 'jpeg2000' | 'refused';

export interface TransferSyntax {
  readonly name: string;
  readonly coding: PixelCoding;
  readonly lossy: boolean;
}

const entry = (name: string, coding: PixelCoding, lossy = false): TransferSyntax => ({ name, coding, lossy });

/** Transfer syntaxes of PS3.6 table A-1, the retired ones that are met in archives included. */
export const transferSyntaxes: ReadonlyMap<string, TransferSyntax> = new Map([
  ['1.2.840.10008.1.2', entry('Implicit VR Little Endian', 'native')],
  ['1.2.840.10008.1.2.1', entry('Explicit VR Little Endian', 'native')],
  ['1.2.840.10008.1.2.1.98', entry('Encapsulated Uncompressed Explicit VR Little Endian', 'native')],
  ['1.2.840.10008.1.2.1.99', entry('Deflated Explicit VR Little Endian', 'native')],
  ['1.2.840.10008.1.2.2', entry('Explicit VR Big Endian', 'native')],
  ['1.2.840.10008.1.2.5', entry('RLE Lossless', 'rle')],
  ['1.2.840.10008.1.2.4.50', entry('JPEG Baseline', 'jpeg', true)],
  ['1.2.840.10008.1.2.4.51', entry('JPEG Extended (12 bit)', 'jpeg', true)],
  ['1.2.840.10008.1.2.4.52', entry('JPEG Extended, Processes 3 & 5', 'refused', true)],
  ['1.2.840.10008.1.2.4.53', entry('JPEG Spectral Selection, Processes 6 & 8', 'refused', true)],
  ['1.2.840.10008.1.2.4.54', entry('JPEG Spectral Selection, Processes 7 & 9', 'refused', true)],
  ['1.2.840.10008.1.2.4.55', entry('JPEG Full Progression, Processes 10 & 12', 'refused', true)],
  ['1.2.840.10008.1.2.4.56', entry('JPEG Full Progression, Processes 11 & 13', 'refused', true)],
  ['1.2.840.10008.1.2.4.57', entry('JPEG Lossless', 'jpegLossless')],
  ['1.2.840.10008.1.2.4.58', entry('JPEG Lossless, Process 15', 'refused')],
  ['1.2.840.10008.1.2.4.59', entry('JPEG Extended Hierarchical, Processes 16 & 18', 'refused', true)],
  ['1.2.840.10008.1.2.4.60', entry('JPEG Extended Hierarchical, Processes 17 & 19', 'refused', true)],
  ['1.2.840.10008.1.2.4.61', entry('JPEG Spectral Selection Hierarchical, Processes 20 & 22', 'refused', true)],
  ['1.2.840.10008.1.2.4.62', entry('JPEG Spectral Selection Hierarchical, Processes 21 & 23', 'refused', true)],
  ['1.2.840.10008.1.2.4.63', entry('JPEG Full Progression Hierarchical, Processes 24 & 26', 'refused', true)],
  ['1.2.840.10008.1.2.4.64', entry('JPEG Full Progression Hierarchical, Processes 25 & 27', 'refused', true)],
  ['1.2.840.10008.1.2.4.65', entry('JPEG Lossless Hierarchical, Process 28', 'refused')],
  ['1.2.840.10008.1.2.4.66', entry('JPEG Lossless Hierarchical, Process 29', 'refused')],
  ['1.2.840.10008.1.2.4.70', entry('JPEG Lossless, First-Order Prediction', 'jpegLossless')],
  ['1.2.840.10008.1.2.4.80', entry('JPEG-LS Lossless', 'jpegLs')],
  ['1.2.840.10008.1.2.4.81', entry('JPEG-LS Near-Lossless', 'jpegLs', true)],
  ['1.2.840.10008.1.2.4.90', entry('JPEG 2000 Lossless', 'jpeg2000')],
  ['1.2.840.10008.1.2.4.91', entry('JPEG 2000', 'jpeg2000', true)],
  ['1.2.840.10008.1.2.4.92', entry('JPEG 2000 Part 2 Multi-component Lossless', 'jpeg2000')],
  ['1.2.840.10008.1.2.4.93', entry('JPEG 2000 Part 2 Multi-component', 'jpeg2000', true)],
  ['1.2.840.10008.1.2.4.94', entry('JPIP Referenced', 'refused')],
  ['1.2.840.10008.1.2.4.95', entry('JPIP Referenced Deflate', 'refused')],
  ['1.2.840.10008.1.2.4.100', entry('MPEG2 Main Profile / Main Level', 'refused', true)],
  ['1.2.840.10008.1.2.4.101', entry('MPEG2 Main Profile / High Level', 'refused', true)],
  ['1.2.840.10008.1.2.4.102', entry('MPEG-4 AVC/H.264 High Profile', 'refused', true)],
  ['1.2.840.10008.1.2.4.103', entry('MPEG-4 AVC/H.264 BD-compatible High Profile', 'refused', true)],
  ['1.2.840.10008.1.2.4.104', entry('MPEG-4 AVC/H.264 High Profile 4.2, 2D Video', 'refused', true)],
  ['1.2.840.10008.1.2.4.105', entry('MPEG-4 AVC/H.264 High Profile 4.2, 3D Video', 'refused', true)],
  ['1.2.840.10008.1.2.4.106', entry('MPEG-4 AVC/H.264 Stereo High Profile', 'refused', true)],
  ['1.2.840.10008.1.2.4.107', entry('HEVC/H.265 Main Profile', 'refused', true)],
  ['1.2.840.10008.1.2.4.108', entry('HEVC/H.265 Main 10 Profile', 'refused', true)],
  ['1.2.840.10008.1.2.4.110', entry('JPEG XL Lossless', 'refused')],
  ['1.2.840.10008.1.2.4.111', entry('JPEG XL JPEG Recompression', 'refused', true)],
  ['1.2.840.10008.1.2.4.112', entry('JPEG XL', 'refused', true)],
  ['1.2.840.10008.1.2.4.201', entry('High-Throughput JPEG 2000 Lossless', 'jpeg2000')],
  ['1.2.840.10008.1.2.4.202', entry('High-Throughput JPEG 2000 RPCL Lossless', 'jpeg2000')],
  ['1.2.840.10008.1.2.4.203', entry('High-Throughput JPEG 2000', 'jpeg2000', true)],
  ['1.2.840.10008.1.2.4.204', entry('JPIP HTJ2K Referenced', 'refused')],
  ['1.2.840.10008.1.2.4.205', entry('JPIP HTJ2K Referenced Deflate', 'refused')],
  ['1.2.840.10008.1.2.6.1', entry('RFC 2557 MIME Encapsulation', 'refused')],
  ['1.2.840.10008.1.2.6.2', entry('XML Encoding', 'refused')],
]);

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';
/** Frames may be the components of one codestream, with a transform across them (PS3.5 A.4.4); what uses neither is JPEG 2000. */
export const multiComponentWavelets: ReadonlySet<string> = new Set(['1.2.840.10008.1.2.4.92', '1.2.840.10008.1.2.4.93']);
export const explicitBigEndian = '1.2.840.10008.1.2.2';
