// Owns the colour points: one point per id, whatever the number.
uniform int uTurn;              // 0: every picture, 1: those not highlighted, 2: those highlighted

flat out vec3 vColor;
flat out vec2 vReach;
flat out float vDim;
flat out float vSize;

void main() {
  Picture picture = pictureAt(uint(gl_VertexID));
  if (uTurn > 0 && picture.marked != (uTurn == 2)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  // Highlighted pictures stay findable on a map of specks.
  vReach = uTurn == 2 ? max(picture.reach, vec2(2.0)) : picture.reach;
  vColor = picture.color;
  vDim = dimOf(picture);
  vSize = ceil(2.0 * max(vReach.x, vReach.y)) + 1.0;
  gl_PointSize = vSize;
  gl_Position = toClip(picture.centre);
}
