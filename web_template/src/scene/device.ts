/** Owns how many pages the GPU may hold on this kind of device. */

/** Pages of 4.2 MB: phone, laptop or kiosk, desktop. */
const PHONE = 24;
const LAPTOP = 64;
const DESKTOP = 128;
/** With so few the map still shows every picture, only softer. */
const LEAST = 8;

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

export function deviceTraits(): DeviceTraits {
  return {
    coarsePointer: window.matchMedia("(pointer: coarse)").matches,
    shortSide: Math.min(screen.width, screen.height),
    memory: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
    cores: navigator.hardwareConcurrency || 2,
  };
}
