/**
 * Moves an element by its transform alone, many times a second. For a transform that is written as a style the browser puts all layers of
 * the window together anew, which costs more than the rest of such a frame; of what is animated it expects that it moves, and moves
 * its one layer. So the transform is that of an animation that stands still. The element needs `will-change: transform`.
 */
export class Mover {
  readonly #effect: KeyframeEffect;
  readonly #animation: Animation;
  #now = "";

  constructor(element: Element) {
    this.#effect = new KeyframeEffect(element, null, { duration: 1, fill: "both" });
    this.#animation = new Animation(this.#effect);
    this.#animation.pause();
  }

  /** As CSS writes it. */
  move(transform: string): void {
    if (transform === this.#now) return;
    this.#now = transform;
    this.#effect.setKeyframes({ transform: [transform, transform] });
  }

  end(): void {
    this.#animation.cancel();
  }
}

/** CSS pixels either way, more than any window has. */
const reach = 100_000;

/** An attachment of an element that is moved down alone; `y`, CSS pixels, is read again whenever it changes. */
export function movedDown(y: () => number): (element: Element) => () => void {
  return (element) => {
    // A pixel a millisecond: its time is its place, and nothing of it is read as CSS again.
    const animation = element.animate(
      { transform: [`translateY(${-reach}px)`, `translateY(${reach}px)`] },
      { duration: 2 * reach, fill: "both" },
    );
    animation.pause();
    $effect(() => {
      animation.currentTime = reach + y();
    });
    return () => animation.cancel();
  };
}
