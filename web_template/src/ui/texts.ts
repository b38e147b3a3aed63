/** Owns every sentence the page says. */

const number = new Intl.NumberFormat("en");

const MEANING =
  "Pictures that look alike lie together. A computer has compared every picture with every other by shape, " +
  "colour and subject, without reading any words about them, ";
const OPENING =
  "Click a picture to see it large, with the pictures most like it beneath. Each of those leads on to others.";

/** The name of a column as it stands in a sentence. */
const words = (column: string): string => column.replace(/[_\s]+/g, " ").trim();
const quoted = (text: string): string => `“${text}”`;

export const texts = {
  images: (count: number): string => (count === 1 ? "1 image" : `${number.format(count)} images`),
  pictures: (count: number): string => (count === 1 ? "1 picture" : `${number.format(count)} pictures`),
  number: (value: number): string => number.format(value),
  percent: (share: number): string => `${Math.round(share * 100)}%`,

  map: {
    label: "Map of the collection",
    instructions:
      "Arrow keys move the map, plus and minus zoom, 0 shows everything, Enter opens the picture in the middle, S selects it, " +
      "question mark explains more.",
    centre: (title: string): string => `${title}. Press Enter to open.`,
    opened: (title: string): string => `Opened: ${title}`,
    closed: "Closed. Back on the map.",
    layout: (title: string): string => `Arrangement: ${title}`,
    hotspot: (label: string, count: string): string => `${label}: ${count} shown`,
    hotspotCleared: "All pictures shown",
    lacking: (reason: string): string => `Some pictures could not be loaded, or not as sharp as they are. ${reason}`,
  },

  loading: {
    failed: (reason: string): string => `The collection could not be opened. ${reason}`,
    remedy: "Reload the page; if that does not help, the site may need to be built or copied again.",
  },

  layouts: {
    label: "Arrangement of the pictures",
    failed: "This arrangement could not be loaded.",
  },

  models: {
    label: "Network that has compared the pictures",
    lead: "Seen by",
    chosen: (title: string, layout: string): string => `Seen by ${title}. Arrangement: ${layout}`,
  },

  lasso: { tool: "Draw around pictures" },

  selection: {
    label: "Selected pictures",
    draw: "Draw a line around pictures",
    only: "Show only these",
    all: "Show all",
    clear: "Clear",
    count: (count: string): string => `Selected: ${count}`,
    cleared: "Nothing is selected",
    nothing: "No picture lies inside the line",
    onlyShown: (count: string): string => `Only the selected ones are shown: ${count}`,
    allShown: "All pictures are shown, the selected ones brighter",
    unlinked: "So many scattered pictures do not fit into the address: a link to this page will not select them.",
  },

  zoom: { label: "Zoom and tools", in: "Zoom in", out: "Zoom out", home: "Show everything" },

  hotspots: {
    title: "Groups",
    hide: "Hide groups",
    show: "Groups",
    clear: "Show all",
    failed: "The groups could not be loaded.",
    card: (label: string, count: string): string => `${label}, ${count}`,
  },

  detail: {
    label: "Picture",
    previous: "Previous picture",
    next: "Next picture",
    close: "Close",
    locate: "Show on the map",
    position: (index: number, count: number): string => `${number.format(index)} of ${number.format(count)}`,
    file: "File",
    size: "Original size",
    pixels: (width: number, height: number): string => `${width} × ${height} pixels`,
    link: "Visit the page of this picture",
    alone: "Open the image alone",
    neighbors: "Most alike",
    neighbor: (title: string, percent: string): string => `${title}, ${percent} alike`,
    allNeighbors: (count: number): string => `Show all ${number.format(count)}`,
    least: "Least alike",
    noNeighbors: "This picture has no neighbours.",
    failed: "The details of this picture could not be loaded.",
    imageFailed: "The large image could not be loaded.",
  },

  among: {
    label: "Compare with",
    all: "among all pictures",
    same: (column: string): string => `Same ${words(column)}`,
    leave: "Compare with all pictures again",
    shared: (column: string): string => `Shared ${words(column)}`,
    noneOf: (value: string): string => `No other picture is found under ${quoted(value)}.`,
    unknown: (column: string): string => `Nothing is known of this picture’s ${words(column)}, so no other shares it.`,
    alone: (column: string): string => `No other picture shares its ${words(column)}.`,
    chosen: (name: string): string => `Most alike: ${name}`,
  },

  duplicates: {
    title: "Near-duplicates",
    count: (groups: number, images: number): string =>
      `${texts.pictures(images)} in ${groups === 1 ? "1 group" : `${number.format(groups)} groups`}`,
    meaning: "Pictures that are the same, or nearly: copies, other sizes, mirrored or cropped ones. The largest of each group comes first.",
    group: (group: number, count: number): string => `${number.format(group)} · ${texts.pictures(count)}`,
    others: (count: number): string => (count === 1 ? "1 near-duplicate" : `${number.format(count)} near-duplicates`),
    size: (width: number, height: number): string => `${width} × ${height}`,
    all: "All near-duplicates",
    close: "Close the list",
    closed: "The list of near-duplicates is closed.",
    failed: "The near-duplicates could not be loaded.",
    help: "Some pictures are here more than once, or nearly: as copies, in other sizes, mirrored or cropped.",
    show: "Show near-duplicates",
  },

  gallery: {
    label: "Pictures",
    missing:
      "This browser cannot draw the map of the collection (WebGL 2 is missing or switched off). " +
      "Here are its pictures page by page; like lies by like.",
    gone:
      "This device stopped drawing the map of the collection. Here are its pictures page by page; like lies by like. " +
      "Reload the page to try the map again.",
    range: (first: number, last: number, count: number): string =>
      `${number.format(first)}–${number.format(last)} of ${texts.pictures(count)}`,
    none: "No pictures",
    ofGroup: (label: string, range: string): string => `${label}: ${range}`,
    pages: "Pages",
    pagesBelow: "Pages, below the pictures",
    page: (page: number, count: number): string => `Page ${number.format(page)} of ${number.format(count)}`,
    previous: "Previous page",
    next: "Next page",
    locate: "Show among the pictures",
    unnamed: (id: number): string => `Picture ${number.format(id + 1)}`,
    closed: "Closed. Back among the pictures.",
    failed: (reason: string): string => `Some of these pictures could not be loaded. ${reason}`,
  },

  hint: {
    mouse: "Drag to move · scroll to zoom · click a picture",
    touch: "Drag to move · pinch to zoom · tap a picture",
    dismiss: "Dismiss this hint",
  },

  help: {
    open: "About",
    title: "About this page",
    close: "Close",
    layouts: "Arrangements",
    moving: "Finding your way",
    keys: "On the keyboard",
    map: {
      paragraphs: [
        MEANING +
          "and has laid them out like a map: near means similar, far means different. " +
          "The directions themselves have no meaning.",
        OPENING,
      ],
      layouts: true,
      gestures: [
        ["Move", "Drag the map"],
        ["Zoom", "Scroll, pinch, or use + and −"],
        ["Go far", "Click or drag in the small map"],
        ["Open a picture", "Click or tap it"],
        ["Select pictures", "Draw around them with the loop tool, or with Shift held; Shift adds, Alt takes away"],
        ["Go back", "The browser’s back button"],
        ["Share a view", "Copy the address of the page; it tells the selection too"],
      ],
      shortcuts: [
        ["← ↑ → ↓", "Move the map; in an open picture: previous and next"],
        ["+  −", "Zoom"],
        ["0", "Show everything"],
        ["Enter", "Open the picture in the middle"],
        ["S", "Select the picture that is open, pointed at or in the middle, or no longer"],
        ["L", "Draw around pictures, or move the map again"],
        ["Esc", "Close, or show all pictures again"],
        ["?", "This page"],
      ],
    },
    gallery: {
      paragraphs: [
        MEANING + "and has put them in an order in which like lies by like, here page by page.",
        OPENING,
        "On a device that can draw it, this address shows the whole collection as a map to fly through. " +
          "That takes WebGL 2: a current Firefox, Chrome, Edge or Safari with hardware acceleration switched on.",
      ],
      layouts: false,
      gestures: [
        ["Open a picture", "Click or tap it"],
        ["Turn the page", "The numbers above and below the pictures"],
        ["See one group", "Choose it among the groups"],
        ["Go back", "The browser’s back button"],
        ["Share a page", "Copy its address"],
      ],
      shortcuts: [
        ["← ↑ → ↓", "From picture to picture; in an open picture: previous and next"],
        ["Enter", "Open the picture"],
        ["Esc", "Close, or show all pictures again"],
        ["?", "This page"],
      ],
    },
    further: {
      models: ["See otherwise", "Choose another network: the pictures go where it puts them, and it names other likenesses"],
      within: ["Narrow it down", "In an open picture, choose what it is compared with; that stays while you step on"],
      least: ["See the opposite", "Least alike, below the pictures most like the open one"],
    },
    made: (generator: string): string => `Made with ${generator}`,
  },
} as const;
