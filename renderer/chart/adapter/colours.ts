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
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    if (context === null) return "gray";
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const colours = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, read(token)]));
  probe.remove();
  return colours as unknown as ChartColours;
}

/** The same, see-through. */
export function faded(rgb: string, alpha: number): string {
  return rgb.replace("rgb(", "rgba(").replace(")", `, ${alpha})`);
}
