/** How often the chart's canvases are drawn. */
import type { Page } from "playwright";

/**
 * Waits until the chart's canvases stand still. Its tags and lines are there before its first frame is drawn, and that frame gives it
 * its width, which draws it again: whatever is counted or measured before is of a chart that is still being made.
 */
export async function chartAtRest(page: Page): Promise<void> {
  await countDraws(page);
}

/**
 * Waits for {@link chartAtRest}, then counts how often a canvas of the chart is cleared to be drawn anew; that of the crosshair too. What is
 * to be drawn for a change waits for the next frame: the count is told when that has passed.
 */
export async function countDraws(page: Page): Promise<() => Promise<number>> {
  const seen = await page.evaluateHandle(async () => {
    const count = { draws: 0 };
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (this.canvas.closest(".stage") !== null) count.draws++;
      clearRect.apply(this, box);
    };
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    // A size that was measured in one frame is drawn in the next.
    for (let quiet = 0; quiet < 3; quiet++) {
      const before = count.draws;
      await frame();
      if (count.draws !== before) quiet = -1;
    }
    count.draws = 0;
    return count;
  });
  return () =>
    seen.evaluate(async (count) => {
      for (let frames = 0; frames < 2; frames++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return count.draws;
    });
}
