// Owns the colour of an instance's pixel, from whichever of the bound textures holds its cell.
precision highp float;
precision highp int;

uniform sampler2D uAtlases[BOUND];
uniform bool uPicking;          // draw the id instead of the picture
uniform vec3 uGround;           // what shows through a picture that is filtered out

flat in uint vTexture;
flat in vec4 vTint;
in vec2 vAt;
out vec4 fragment;

vec3 pick(vec2 at) {
  /* cases */
  return vec3(0.0);
}

void main() {
  vec3 color = mix(uGround, pick(vAt), vTint.a);
  fragment = vec4(uPicking ? vTint.rgb : color, 1.0);
}
