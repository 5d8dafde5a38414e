/** Where on the screen something is really drawn, for what no property of an element tells. */
import type { Locator } from '@playwright/test';

// A field's border and the lines below its digits are drawn too.
const MARGIN = { inline: 8, above: 8, below: 14 };

/** Gives the middle of each character that a field shows, in pixels from the left of the page. */
export async function centresOfInk(field: Locator): Promise<number[]> {
  const box = await field.boundingBox();
  if (!box) throw new Error('The field is not shown.');
  const clip = {
    x: Math.ceil(box.x) + MARGIN.inline,
    y: Math.ceil(box.y) + MARGIN.above,
    width: Math.floor(box.width) - 2 * MARGIN.inline,
    height: Math.floor(box.height) - MARGIN.above - MARGIN.below,
  };
  const picture = await field.page().screenshot({ clip, animations: 'disabled' });
  const columns = await field.evaluate(
    async (_field, bytes) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
      const brightness = (x: number, y: number) => data[4 * (y * width + x)] ?? 0;
      const paper = brightness(0, 0);
      const rows = Array.from({ length: height }, (_, y) => y);
      return Array.from({ length: width }, (_, x) =>
        rows.some((y) => Math.abs(brightness(x, y) - paper) > 64),
      );
    },
    [...picture],
  );
  const runs: { from: number; to: number }[] = [];
  for (const [x, inked] of columns.entries()) {
    if (!inked) continue;
    const last = runs.at(-1);
    if (last?.to === x) last.to = x + 1;
    else runs.push({ from: x, to: x + 1 });
  }
  return runs.map(({ from, to }) => clip.x + (from + to) / 2);
}
