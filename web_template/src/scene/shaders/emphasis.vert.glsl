// Owns the one picture that stands out: a quad with room for its frame and its shadow.
uniform uint uId;
uniform vec4 uRect;             // middle in device pixels from the middle of the canvas, half width and height
uniform float uMargin;          // device pixels around the picture that the frame and shadow take

flat out vec3 vColor;
flat out float vDim;
out vec2 vPlace;

const vec2 CORNERS[6] = vec2[6](
  vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(-1.0, 1.0), vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(1.0, 1.0));

void main() {
  vColor = pictureAt(uId).color;
  vDim = 0.0;
  chooseTiles(uId);
  vPlace = CORNERS[gl_VertexID % 6] * (uRect.zw + uMargin);
  gl_Position = toClip(uRect.xy + vPlace);
}
