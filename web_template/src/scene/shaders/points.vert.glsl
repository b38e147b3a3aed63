// Owns the colour points: one point per id, or one for several while the view moves or points are on their way.
uniform usampler2D uList;       // ids of the points, where listed
uniform bool uListed;           // false: the ids count through
uniform int uStep;              // in these steps
uniform float uGrowth;          // how much larger than its picture a point is that stands for several
uniform int uTurn;              // 0: every picture, 1: those not highlighted, 2: those highlighted

flat out vec3 vColor;
flat out vec2 vReach;
flat out float vDim;
flat out float vSize;

void main() {
  uint id = uint(gl_VertexID * uStep);
  if (uListed) id = texelFetch(uList, ivec2(gl_VertexID & 1023, gl_VertexID >> 10), 0).r;
  Picture picture = pictureAt(id);
  if (picture.hidden || (uTurn > 0 && picture.marked != (uTurn == 2))) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  picture.reach *= uGrowth;
  vReach = reachOf(picture);
  vColor = picture.color;
  vDim = dimOf(picture);
  vSize = ceil(2.0 * max(vReach.x, vReach.y)) + 1.0;
  gl_PointSize = vSize;
  gl_Position = toClip(picture.centre);
}
