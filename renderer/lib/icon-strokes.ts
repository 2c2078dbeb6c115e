/** Strokes on a 16 by 16 grid. */
export const strokes = {
  up: "M8 12.5v-9M4 7.5l4-4 4 4",
  down: "M8 3.5v9M4 8.5l4 4 4-4",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  bell: "M8 2a4 4 0 0 0-4 4v2.6L2.8 11h10.4L12 8.6V6a4 4 0 0 0-4-4ZM6.5 13.5a1.6 1.6 0 0 0 3 0",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2 12.5 8 5 12.8Z",
  gear: "M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6l1.4 1.4M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4",
  more: "M3.5 7.8a.3.3 0 1 0 .01 0ZM8 7.8a.3.3 0 1 0 .01 0ZM12.5 7.8a.3.3 0 1 0 .01 0Z",
  check: "M3 8.5 6.5 12 13 4.5",
  warn: "M8 2.2 14.4 13.5H1.6ZM8 6.4v3.4M8 11.6v.1",
  back: "M9.5 3.5 5 8l4.5 4.5",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6Z",
  edit: "M3 13l.7-2.9L10.6 3.2l2.2 2.2-6.9 6.9Z",
  copy: "M5.5 5.5h7.5v7.5H5.5ZM3 10.5V3h7.5",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  chart: "M2.5 12.5 6 8l2.5 2.5L13.5 4",
  blind:
    "M2 2l12 12M6.6 4.2A7 7 0 0 1 8 4c3 0 5.2 2 6.2 4a9 9 0 0 1-1.7 2.3M4 5.5A9 9 0 0 0 1.8 8c1 2 3.2 4 6.2 4a7 7 0 0 0 2.5-.5",
  eye: "M1.8 8c1-2 3.2-4 6.2-4s5.2 2 6.2 4c-1 2-3.2 4-6.2 4s-5.2-2-6.2-4ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  reload: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
} as const;
/** What an icon is called: a picture beside words, never in their place. */
export type IconName = keyof typeof strokes;
