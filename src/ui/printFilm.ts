import '#src/ui/print.css';

/** Lines above and below the film on the sheet; empty ones are left out. */
export interface SheetWords {
  readonly head: readonly string[];
  readonly foot: readonly string[];
}

/** Prints one picture on a sheet of its own: the app itself stays off the paper (print.css). Resolves when the browser's dialog is gone. */
export async function printFilm(picture: Blob, { head, foot }: SheetWords): Promise<void> {
  const sheet = document.createElement('div');
  sheet.className = 'print-sheet';
  sheet.dataset.testid = 'print-sheet';
  const image = new Image();
  image.src = URL.createObjectURL(picture);
  image.alt = '';
  sheet.append(line('print-head', head), image, line('print-foot', foot));
  document.body.append(sheet);
  try {
    await image.decode();
    // Some browsers print while the script goes on.
    await new Promise((resolve) => {
      window.addEventListener('afterprint', resolve, { once: true });
      window.print();
    });
  } finally {
    sheet.remove();
    URL.revokeObjectURL(image.src);
  }
}

function line(className: string, words: readonly string[]): HTMLElement {
  const element = document.createElement('p');
  element.className = className;
  element.textContent = words.filter((each) => each !== '').join(' · ');
  return element;
}
