/** Black, whatever was drawn. */
export function clearCanvas(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = 'black';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Inline styles that the canvas and touch need. @returns puts back what was there */
export function prepareElement(element: HTMLElement): () => void {
  const { position, overflow, userSelect, touchAction } = element.style;
  if (getComputedStyle(element).position === 'static') element.style.position = 'relative';
  element.style.overflow = 'hidden';
  element.style.userSelect = 'none';
  element.style.touchAction = 'none';
  return () => Object.assign(element.style, { position, overflow, userSelect, touchAction });
}
