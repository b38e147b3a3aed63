// Owns where an instance stands, from its own attributes.
precision highp float;
precision highp int;

uniform vec3 uView;             // centre in the world, device pixels per world unit
uniform vec2 uCanvas;           // device pixels
uniform float uMix;             // 0 … 1 from one layout to the other
uniform float uCell;            // side of a picture's cell in the world

in vec2 corner;
in vec3 from;
in vec3 to;
in vec3 color;
in vec2 cell;
in vec2 size;
in float opacity;
in float atlas;
in float selected;
in float member;

flat out uint vTexture;
flat out vec4 vTint;
out vec2 vAt;

void main() {
  vec2 middle = (mix(from, to, uMix).xy - uView.xy) * uView.z;
  vec2 place = middle + 0.5 * corner * uCell * uView.z * size / 127.0;
  vTexture = uint(atlas + 0.5);
  vTint = vec4(color * (1.0 - selected * member), opacity);
  // Half a texel inside the cell, so that the neighbour never bleeds in.
  vAt = (cell * 32.0 + mix(vec2(0.5), vec2(31.5), 0.5 + 0.5 * corner)) / SIDE;
  gl_Position = vec4(place.x / (0.5 * uCanvas.x), -place.y / (0.5 * uCanvas.y), 0.0, 1.0);
}
