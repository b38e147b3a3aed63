// Owns the sampling of a picture's cell in the pages; prefix of the fragment shaders.
precision highp float;
precision highp sampler2DArray;

uniform sampler2DArray uPages;
uniform vec3 uBackground;
uniform float uTextured;        // 0: the plain colour of a point … 1: the picture's pixels
uniform float uRecede;          // how far a dimmed picture recedes into the background

flat in vec4 vFine;
flat in vec4 vCoarse;
flat in float vFade;
flat in vec3 vColor;
flat in float vDim;

vec3 texel(vec4 cell, vec2 at) {
  // Half a texel inside the cell, so that the neighbour never bleeds in.
  vec2 inside = cell.xy + clamp(at * cell.z, vec2(0.5), vec2(cell.z - 0.5));
  return texture(uPages, vec3(inside / 1024.0, cell.w)).rgb;
}

// `pixel`: how much of the picture one device pixel covers. A cell shrunk to less than its size is averaged over the pixel.
vec3 sampleCell(vec4 cell, vec2 at, vec2 pixel) {
  if (cell.w < 0.0) return vColor;
  if (max(pixel.x, pixel.y) * cell.z < 1.3) return texel(cell, at);
  vec2 away = 0.25 * pixel;
  return 0.25 * (texel(cell, at - away) + texel(cell, at + vec2(away.x, -away.y))
    + texel(cell, at + vec2(-away.x, away.y)) + texel(cell, at + away));
}

vec3 pictureColor(vec2 at, vec2 pixel) {
  vec3 color = vColor;
  if (uTextured > 0.0) {
    vec3 fine = sampleCell(vFine, at, pixel);
    if (vFade < 1.0) fine = mix(sampleCell(vCoarse, at, pixel), fine, vFade);
    color = mix(vColor, fine, uTextured);
  }
  return mix(color, uBackground, uRecede * vDim);
}
