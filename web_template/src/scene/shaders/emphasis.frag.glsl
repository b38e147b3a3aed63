// Owns the pixels of the picture that stands out: picture, frame around it, soft shadow under both.
uniform vec4 uRect;
uniform vec3 uFrameColor;
uniform float uFrame;           // width of the frame in device pixels; 0: none
uniform float uShadow;          // reach of the shadow in device pixels; 0: none

in vec2 vPlace;
out vec4 fragment;

void main() {
  vec2 beyond = abs(vPlace) - uRect.zw;
  float away = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0);
  float inPicture = clamp(0.5 - away, 0.0, 1.0);
  float inFrame = uFrame > 0.0 ? clamp(0.5 - (away - uFrame), 0.0, 1.0) : inPicture;
  float depth = max(away - uFrame, 0.0) / max(uShadow, 1e-3);
  float shadow = uShadow > 0.0 ? 0.7 * exp(-4.0 * depth * depth) : 0.0;
  vec3 color = mix(uFrameColor, pictureColor(0.5 + 0.5 * vPlace / uRect.zw, 0.5 / uRect.zw), inPicture);
  float alpha = max(inFrame, shadow);
  fragment = vec4(mix(vec3(0.0), color, inFrame / max(alpha, 1e-3)), alpha);
}
