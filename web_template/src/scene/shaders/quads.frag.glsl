// Owns the colour of a quad's pixel: the picture, with edges smoothed by how much of the pixel it covers.
flat in vec2 vReach;
in vec2 vPlace;
out vec4 fragment;

void main() {
  vec2 covered = clamp(vReach + 0.5 - abs(vPlace), 0.0, 1.0);
  fragment = vec4(pictureColor(0.5 + 0.5 * vPlace / vReach, 0.5 / vReach), covered.x * covered.y);
}
