// Owns the colour points: one point per id, whatever the number, or per so many ids.
uniform int uTurn;              // 0: every picture, 1: those not highlighted, 2: those highlighted
uniform int uStride;            // every how manieth id is drawn, as large as all those it stands for

flat out vec3 vColor;
flat out vec2 vReach;
flat out float vDim;
flat out float vSize;

void main() {
  Picture picture = pictureAt(uint(gl_VertexID * uStride));
  if (uTurn > 0 && picture.marked != (uTurn == 2)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  // Highlighted pictures stay findable on a map of specks.
  vec2 reach = picture.reach * sqrt(float(uStride));
  vReach = uTurn == 2 ? max(reach, vec2(2.0)) : reach;
  vColor = picture.color;
  vDim = dimOf(picture);
  vSize = ceil(2.0 * max(vReach.x, vReach.y)) + 1.0;
  gl_PointSize = vSize;
  gl_Position = toClip(picture.centre);
}
