// Owns where every picture stands and how it looks without its pixels; prefix of the vertex shaders.
precision highp float;
precision highp int;
precision highp usampler2D;

uniform usampler2D uFrom;       // uint16 x y per id, layout left
uniform usampler2D uTo;         // uint16 x y per id, layout reached
uniform usampler2D uLook;       // rgb565, shape code per id
uniform usampler2D uMarks;      // bit 0: highlighted, bit 1: hidden
uniform int uColumnBits;        // log2 of the data textures' width
uniform vec4 uBoxes;            // aspect and cell of the layout left, of the one reached
uniform float uMix;             // 0 … 1 from one layout to the other
uniform vec3 uView;             // centre in the world, device pixels per world unit
uniform vec2 uCanvas;           // device pixels
uniform float uFill;            // share of the cell that a picture fills
uniform float uCellWidth;       // width of a cell of area 1
uniform float uDim;             // 0 … 1 how far pictures that are not highlighted recede

struct Picture {
  vec2 centre;                  // device pixels from the middle of the canvas, y down
  vec2 reach;                   // half its width and height in device pixels
  vec3 color;
  bool marked;
  bool hidden;
};

ivec2 texelOf(uint id) {
  return ivec2(int(id & ((1u << uint(uColumnBits)) - 1u)), int(id >> uint(uColumnBits)));
}

Picture pictureAt(uint id) {
  ivec2 texel = texelOf(id);
  vec2 from = (vec2(texelFetch(uFrom, texel, 0).rg) / 65535.0 - 0.5) * vec2(uBoxes.x, 1.0);
  vec2 to = (vec2(texelFetch(uTo, texel, 0).rg) / 65535.0 - 0.5) * vec2(uBoxes.z, 1.0);
  uvec2 look = texelFetch(uLook, texel, 0).rg;
  float ratio = exp2((float(look.g) - 128.0) / 48.0);
  float side = mix(uBoxes.y, uBoxes.w, uMix) * uFill * uView.z;
  Picture picture;
  picture.centre = (mix(from, to, uMix) - uView.xy) * uView.z;
  picture.reach = 0.5 * side * vec2(min(uCellWidth, ratio / uCellWidth), min(1.0 / uCellWidth, uCellWidth / ratio));
  picture.color = vec3(look.r >> 11, look.r >> 5 & 63u, look.r & 31u) / vec3(31.0, 63.0, 31.0);
  uint mark = texelFetch(uMarks, texel, 0).r;
  picture.marked = (mark & 1u) > 0u;
  picture.hidden = (mark & 2u) > 0u;
  return picture;
}

// Highlighted pictures stay findable on a map of specks.
vec2 reachOf(Picture picture) {
  return picture.marked ? max(picture.reach, vec2(2.0 * uDim)) : picture.reach;
}

float dimOf(Picture picture) {
  return picture.marked ? 0.0 : uDim;
}

vec4 toClip(vec2 place) {
  return vec4(place.x / (0.5 * uCanvas.x), -place.y / (0.5 * uCanvas.y), 0.0, 1.0);
}
