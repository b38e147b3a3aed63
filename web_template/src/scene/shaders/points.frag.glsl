// Owns the colour of a point: the picture's average colour in the picture's own shape.
precision highp float;

uniform vec3 uBackground;
uniform float uRecede;

flat in vec3 vColor;
flat in vec2 vReach;
flat in float vDim;
flat in float vSize;
out vec4 fragment;

void main() {
  vec2 away = abs(gl_PointCoord - 0.5) * vSize;
  vec2 covered = min(clamp(vReach + 0.5 - away, 0.0, 1.0), 2.0 * vReach);
  fragment = vec4(mix(vColor, uBackground, uRecede * vDim), covered.x * covered.y);
}
