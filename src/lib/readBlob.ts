import { AppError } from '#src/lib/appError.ts';

/** The bytes of a file that a user chose. `tooLarge` is thrown for one of more than `most` bytes, unread. Errors: `UnreadableFile`. */
export async function readBlob(file: Blob, most: number, tooLarge: () => AppError): Promise<ArrayBuffer> {
  if (file.size > most) throw tooLarge();
  try {
    return await file.arrayBuffer();
  } catch (thrown) {
    throw new AppError('UnreadableFile', 'the browser could not read the file', { cause: thrown });
  }
}
