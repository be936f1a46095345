import { AppError } from '#src/lib/appError.ts';

/** What CSS gives the lines and labels: a picture of its own has no style sheet. */
const inherited = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'vector-effect', 'paint-order', 'font', 'text-anchor', 'display'] as const;

/**
 * The pane as it stands, in the screen's own pixels, with its annotations or without. Corner texts stay out: a picture
 * carries no name. Errors: `Bug` where the browser makes no picture.
 */
export async function snapshot(pane: Element, withAnnotations: boolean): Promise<Blob> {
  const canvas = pane.querySelector('canvas');
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (!canvas || !context) throw new AppError('Bug', 'the pane has no canvas');
  picture.width = canvas.width;
  picture.height = canvas.height;
  context.drawImage(canvas, 0, 0);
  const layer = pane.querySelector('svg.annotations');
  if (withAnnotations && layer instanceof SVGSVGElement) context.drawImage(await drawn(layer, canvas), 0, 0);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new AppError('Bug', 'the browser makes no picture'))), 'image/png');
  });
}

async function drawn(layer: SVGSVGElement, { width, height, clientWidth, clientHeight }: HTMLCanvasElement): Promise<HTMLImageElement> {
  const copy = layer.cloneNode(true) as SVGSVGElement;
  const originals = layer.querySelectorAll<SVGElement>('*');
  copy.querySelectorAll<SVGElement>('*').forEach((element, at) => {
    const original = originals[at];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of inherited) element.style.setProperty(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${clientWidth} ${clientHeight}`);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
