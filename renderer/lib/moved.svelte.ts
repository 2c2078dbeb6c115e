/**
 * Moves an element by its transform alone, many times a second. For a transform that is written as a style the browser puts all layers of
 * the window together anew, which costs more than the rest of such a frame; of what is animated it expects that it moves, and moves
 * its one layer. So the transform is that of an animation that stands still. The element needs `will-change: transform`.
 */
export class Mover {
  readonly #effect: KeyframeEffect;
  readonly #animation: Animation;

  constructor(element: Element) {
    this.#effect = new KeyframeEffect(element, null, { duration: 1, fill: "both" });
    this.#animation = new Animation(this.#effect);
    this.#animation.pause();
  }

  /** As CSS writes it. */
  move(transform: string): void {
    this.#effect.setKeyframes({ transform: [transform, transform] });
  }

  end(): void {
    this.#animation.cancel();
  }
}

/** An attachment of the element that is moved; `transform` is read again whenever it changes. */
export function movedBy(transform: () => string): (element: Element) => () => void {
  return (element) => {
    const mover = new Mover(element);
    $effect(() => mover.move(transform()));
    return () => mover.end();
  };
}
