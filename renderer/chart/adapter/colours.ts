/** The app's tokens as the chart library takes colours: it reads neither variables nor `light-dark()`, only plain rgb. */

export interface ChartColours {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly line: string;
  readonly up: string;
  readonly down: string;
  readonly accent: string;
  readonly warn: string;
}

const tokens: Readonly<Record<keyof ChartColours, string>> = {
  text: "--muted",
  faint: "--faint",
  grid: "--line",
  line: "--muted",
  up: "--up",
  down: "--down",
  accent: "--accent",
  warn: "--warn",
};

/** As they are at this element now. Each token is put on a pixel and read back: what a browser draws is always rgb. */
export function readColours(element: HTMLElement): ChartColours {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const read = (colour: string): string => {
    probe.style.color = colour;
    if (context === null) return "gray";
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const isForced = matchMedia("(forced-colors: active)").matches;
  const colours = isForced
    ? forcedColours(read("CanvasText"), read("Canvas"), read("Highlight"))
    : (Object.fromEntries(
        Object.entries(tokens).map(([name, token]) => [name, read(`var(${token})`)]),
      ) as unknown as ChartColours);
  probe.remove();
  return colours;
}

/**
 * Where a person has chosen the colours of everything there are two, and shades between them: a canvas is not adjusted by the browser,
 * and every token would be read as the colour of text. What rises is lighter than what falls, as in a chart that is printed.
 */
export function forcedColours(text: string, back: string, accent: string): ChartColours {
  const shade = (share: number): string => mixed(text, back, share);
  const [faint, grid, up] = [shade(0.7), shade(0.15), shade(0.5)];
  return { text, faint, grid, line: text, up, down: text, accent, warn: faint };
}

/** `share` of the first colour, the rest of the second. Both are `rgb(0, 0, 0)`. */
function mixed(first: string, second: string, share: number): string {
  const parts = (rgb: string): number[] => (rgb.match(/\d+/gu) ?? []).map(Number);
  const others = parts(second);
  return `rgb(${parts(first)
    .map((part, at) => Math.round(part * share + (others[at] ?? 0) * (1 - share)))
    .join(", ")})`;
}

/** The same, see-through. */
export function faded(rgb: string, alpha: number): string {
  return rgb.replace("rgb(", "rgba(").replace(")", `, ${alpha})`);
}
