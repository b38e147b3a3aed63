// Owns how much of a pixel a picture covers, as a point and as a quad alike; prefix of the fragment shaders.
precision highp float;

// `away`: from the picture's middle, in device pixels; `reach`: half its width and height.
float coverAt(vec2 away, vec2 reach) {
  vec2 covered = min(clamp(reach + 0.5 - abs(away), 0.0, 1.0), 2.0 * reach);
  return covered.x * covered.y;
}
