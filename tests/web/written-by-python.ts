/** Payloads written by pixgen/site/formats.py, base64, so that both ends of the format are held to the same bytes. */

/** Five ids: corners, a middle, a small step, the last colour (8, 4, 248); ratios 1, 1.5, 2/3, 16 and 0.01. */
export const POINTS =
  "H4sIAAAAAAACAwuICAhhZGBnYGWAAsa/vB8ZGP4DISOTnDwDQwNrK5D9wJ7h/w92joY5Kf8ZAEbF8rkzAAAA";
/** The same positions, backwards. */
export const LAYOUT = "H4sIAAAAAAACAwuI8IlkZGBhYGWAgk98/5gY/gMho4IsIxNDK2sDAwD5zTpvJAAAAA==";
/** 0, 1, none, 258, 7. */
export const GROUPS = "H4sIAAAAAAACAwuIcA9iZGBiYGWAAsb/TOwMDP8ZGQAtaYrVGgAAAA==";
/** Ids 1024 and 1025, three neighbours each; cosines 1, 0.5, 0 and 0.9, 0.2, -0.3. */
export const NEIGHBORS = "H4sIAAAAAAACAwuI8HNiZGBmYGIAAhYGBqb/DIxMvxnYpzMwsDMwqDDAwP8GhmfGDABrHrNcLgAAAA==";
/** Ids 0 to 2, the two least alike: 4 and 3; 4; none. */
export const LEAST = "H4sIAAAAAAACAwuI8HNiZGBiYGaAAA42NgZsQMrYB0gCAF1b4p8uAAAA";
/** Ids 0 to 4, two neighbours for each of two values, an id in its own row where there are fewer. */
export const EACH =
  "H4sIAAAAAAACAwuI8HNiZGBhYGWAACYWNgYgn42BgYWJlZmJgZWdkZmBAvDszCaGZwwNaQwMPsYzgZSPsbEUAHUcssR0AAAA";
/** Two groups: 4, 0, 2 and 3, 1. */
export const DUPLICATES =
  "H4sIAAAAAAACA6tWSssvyk0sUbJSKsisSE/N000pLcjJTE4sSS1W0lEqSy0qzszPU7Iy1FFKL8ovLShWsoqONtEx0DGK1Yk21jGMja0FAL/CA1VDAAAA";
/** One row of two columns. */
export const RECORDS =
  "H4sIAAAAAAACAyXKMQqAMBAF0bv8etUIYpGrhBRRY4igkV1RQey8mRczYDHN8C6MiWe3QWONZ/BLwb5PPAgIu2eJaYGuCWNkyUgROB0CbQxcOa0hszi74KVyXdUP/2qVoiaH9wEZnBnBWnt/SapbhW0AAAA=";
/**
 * Eleven points in slices of stride 4 and page 4: id / 10 to the right, down from 1 to 0, greys of 8 · id, ratios of
 * 2 ** ((id - 5) / 16).
 */
export const SLICES = [
  "H4sIAAAAAAACAwuICAhhZGBnYGaAgjNngIjx9GkQg4WDQdGpsLYTAIa0d70lAAAA",
  "H4sIAAAAAAACAwuICAhhZGBnYGaAABMjE2NjY1NDIGHs2HSYQ0CipLwKAELIjBIlAAAA",
  "H4sIAAAAAAACAwuICAhhZGBnYGZgYGAB4v9GRv+Njf8bGwJJ17bjmoaWDc1tADoNg6AlAAAA",
  "H4sIAAAAAAACAwuICAhhZGBnYGJgYOAAYlMTY2MgMvbs8grq6QcAHCB4Th4AAAA=",
];
