// Owns the colour of a quad's pixel: the picture, with edges smoothed by how much of the pixel it covers.
flat in vec2 vReach;
in vec2 vPlace;
out vec4 fragment;

void main() {
  fragment = vec4(pictureColor(0.5 + 0.5 * vPlace / vReach, 0.5 / vReach), coverAt(vPlace, vReach));
}
