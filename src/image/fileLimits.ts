/** A file beyond this, in bytes, is no radiograph, and would not fit the memory twice. */
export const largestFile = 1_000_000_000;

/** Files of one dropped archive, those of archives inside it included. */
export const mostPackedFiles = 20_000;
/** Bytes that one dropped archive may unpack to, archives inside it included. */
export const mostUnpackedBytes = 16_000_000_000;
/** Films pack to a half or a tenth; beyond `harmlessBytes`, an archive that unpacks to this many times its size is a bomb. */
export const largestRatio = 200;
export const harmlessBytes = 500_000_000;
/** Archives within archives: a study's ZIP in a ZIP of studies, and one to spare. */
export const deepestArchive = 4;
