/** Owns the line icons, each one path on a field of 20 × 20. */

export const ICONS = {
  close: "M5 5l10 10M15 5L5 15",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  previous: "M12 4l-6 6 6 6",
  next: "M8 4l6 6-6 6",
  locate: "M10 2v4M10 14v4M2 10h4M14 10h4M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
  leave: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
  groups: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
} as const;

export type IconName = keyof typeof ICONS;
