/** Owns what is asked of the device: whether it can draw the map, and how many pages its GPU may hold. */

/** Pages of 4.2 MB: phone, laptop or kiosk, desktop. */
const PHONE = 24;
const LAPTOP = 64;
const DESKTOP = 128;
/** With so few the map still shows every picture, only softer. */
const LEAST = 8;
/** Textures that a vertex shader reads; a device true to the standard has room for 16. */
const VERTEX_TEXTURES = 8;
/** Sides of a page in texels. */
const PAGE = 1024;

export interface DeviceTraits {
  readonly coarsePointer: boolean;
  /** Shorter side of the screen in CSS pixels. */
  readonly shortSide: number;
  /** Gigabytes as the browser tells them (at most 8), where it does. */
  readonly memory: number | undefined;
  readonly cores: number;
}

/** The layers that the pages' texture may take: never more than the site has pages or the GPU allows. */
export function layerBudget(traits: DeviceTraits, gpuLimit: number, pages: number): number {
  const phone = (traits.coarsePointer && traits.shortSide < 600) || (traits.memory ?? 8) <= 4;
  const desktop = !traits.coarsePointer && (traits.memory ?? 4) >= 8 && traits.cores >= 8;
  // The page table holds layer + 1 in one byte.
  return Math.max(1, Math.min(phone ? PHONE : desktop ? DESKTOP : LAPTOP, gpuLimit, pages, 255));
}

/** The layers to go on with after the device ran out of memory or may have. */
export function lowered(layers: number): number {
  return Math.min(layers, Math.max(LEAST, Math.floor(layers / 2)));
}

/** The limits of a WebGL 2 context that the map touches. */
export interface GpuLimits {
  readonly vertexTextures: number;
  readonly textureSize: number;
  readonly layers: number;
}

/** Whether so many pictures can be drawn within these limits: their places lie in one square texture. */
export function suffices({ vertexTextures, textureSize, layers }: GpuLimits, pictures: number): boolean {
  const side = 2 ** Math.ceil(Math.log2(Math.max(1, Math.sqrt(pictures))));
  return vertexTextures >= VERTEX_TEXTURES && textureSize >= Math.max(PAGE, side) && layers >= LEAST;
}

/** Give the canvas the context that the map is drawn with; false where there is none, or none that suffices. */
export function openContext(canvas: HTMLCanvasElement, pictures: number): boolean {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false, stencil: false });
  if (gl === null) return false;
  const limit = (name: GLenum): number => gl.getParameter(name) as number;
  const limits = {
    vertexTextures: limit(gl.MAX_VERTEX_TEXTURE_IMAGE_UNITS),
    textureSize: limit(gl.MAX_TEXTURE_SIZE),
    layers: limit(gl.MAX_ARRAY_TEXTURE_LAYERS),
  };
  if (suffices(limits, pictures)) return true;
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return false;
}

export function deviceTraits(): DeviceTraits {
  return {
    coarsePointer: window.matchMedia("(pointer: coarse)").matches,
    shortSide: Math.min(screen.width, screen.height),
    memory: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
    cores: navigator.hardwareConcurrency || 2,
  };
}
