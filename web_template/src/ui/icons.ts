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
  lasso: "M6.2 13.6C3.9 12.6 2.5 10.9 2.5 9c0-3.3 3.4-5.5 7.5-5.5s7.5 2.2 7.5 5.5-3.4 5.5-7.5 5.5c-.8 0-1.5-.1-2.2-.2M6.9 12.2a1.6 1.6 0 100 3.2 1.6 1.6 0 000-3.2M7.4 15.3c.2 1.1-.3 1.9-1.2 2.4",
  groups: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
} as const;

export type IconName = keyof typeof ICONS;
