// Owns the quads: six vertices per entry of the list of visible ids, each pulled to its picture's place.
uniform usampler2D uList;       // visible ids, in the order they are painted

flat out vec3 vColor;
flat out float vDim;
flat out vec2 vReach;
out vec2 vPlace;                // device pixels from the picture's middle

const vec2 CORNERS[6] = vec2[6](
  vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(-1.0, 1.0), vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(1.0, 1.0));

void main() {
  int entry = gl_VertexID / 6;
  uint id = texelFetch(uList, ivec2(entry & 1023, entry >> 10), 0).r;
  Picture picture = pictureAt(id);
  chooseTiles(id);
  vColor = picture.color;
  vDim = dimOf(picture);
  vReach = reachOf(picture);
  // Half a pixel beyond the edge, where the coverage of the edge fades.
  vPlace = CORNERS[gl_VertexID % 6] * (vReach + 0.5);
  gl_Position = toClip(picture.centre + vPlace);
}
