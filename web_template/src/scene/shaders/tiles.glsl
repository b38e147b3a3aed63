// Owns the page table: which layers hold a picture's cell, finest first; part of the vertex shaders.
uniform usampler2D uTable;      // per page of all tiers: layer + 1 (0: not here), 0 … 255 how far it has faded in
uniform int uTiers;
uniform int uTierBits[8];       // log2 of each tier's cells per page
uniform int uTierStart[8];      // each tier's first page in the table
uniform int uTierSize[8];       // side of each tier's cells in texels
uniform int uLevel;             // the tier wanted
uniform float uBlend;           // 0 … 1 how far it has replaced the next coarser one

const float PAGE = 1024.0;

flat out vec4 vFine;            // origin in texels, side, layer; layer < 0: none
flat out vec4 vCoarse;
flat out float vFade;           // 0: coarse … 1: fine

vec4 cellOf(uint id, int tier, out float fade) {
  uint page = uint(uTierStart[tier]) + (id >> uint(uTierBits[tier]));
  uvec2 entry = texelFetch(uTable, ivec2(int(page & 255u), int(page >> 8u)), 0).rg;
  fade = float(entry.g) / 255.0;
  if (entry.r == 0u) return vec4(0.0, 0.0, 1.0, -1.0);
  uint cell = id & ((1u << uint(uTierBits[tier])) - 1u);
  uint size = uint(uTierSize[tier]);
  uint across = 1024u / size;
  return vec4(float(cell % across * size), float(cell / across * size), float(size), float(entry.r) - 1.0);
}

// The wanted tier first, then the next finer one, which lacks nothing, then the coarser ones, then what is left.
int tierAt(int turn) {
  int finer = uLevel + 1 < uTiers ? 1 : 0;
  if (turn <= finer) return uLevel + turn;
  int coarser = uLevel - turn + finer;
  return coarser >= 0 ? coarser : turn;
}

// The first tier that is here; behind it whatever it fades in over, with time or with size.
void chooseTiles(uint id) {
  vFine = vec4(0.0, 0.0, 1.0, -1.0);
  vCoarse = vFine;
  vFade = 1.0;
  bool blending = false;
  for (int turn = 0; turn < uTiers; turn++) {
    // By size it blends with the tier just below alone.
    int tier = blending && vFade >= 1.0 ? uLevel - 1 : tierAt(turn);
    float fade;
    vec4 cell = cellOf(id, tier, fade);
    if (vFine.w >= 0.0) {
      if (cell.w < 0.0 && vFade < 1.0) continue;
      vCoarse = cell;
      if (blending && tier == uLevel - 1 && cell.w >= 0.0) vFade = min(vFade, 1.0 - fade * (1.0 - uBlend));
      return;
    }
    if (cell.w < 0.0) continue;
    vFine = cell;
    vFade = fade;
    blending = turn == 0 && uBlend < 1.0;
    if (fade >= 1.0 && !blending) return;
  }
}
