// Owns the colour of a point: the picture's average colour in the picture's own shape.
uniform vec3 uBackground;
uniform float uRecede;

flat in vec3 vColor;
flat in vec2 vReach;
flat in float vDim;
flat in float vSize;
out vec4 fragment;

void main() {
  float cover = coverAt((gl_PointCoord - 0.5) * vSize, vReach);
  fragment = vec4(mix(vColor, uBackground, uRecede * vDim), cover);
}
