// Runs before the page's own scripts: counts draw calls, and times whole frames while `recording`.
(() => {
  const bench = { gl: null, draws: 0, recording: false, frames: [], calls: 0, long: [] };
  window.bench = bench;

  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = getContext.call(this, kind, ...rest);
    // The canvas of the map stands in the page; one that only asks what the browser can do does not.
    if (kind === "webgl2" && context !== null && this.isConnected) bench.gl = context;
    return context;
  };

  const { prototype } = WebGL2RenderingContext;
  for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
    const own = prototype[name];
    prototype[name] = function (...given) {
      bench.draws++;
      own.apply(this, given);
    };
  }

  // A software renderer queues its frames: only a pixel read back says that one is finished.
  const pixel = new Uint8Array(4);
  bench.fence = () => bench.gl.readPixels(0, 0, 1, 1, bench.gl.RGBA, bench.gl.UNSIGNED_BYTE, pixel);
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    ask((now) => {
      if (!bench.recording) return callback(now);
      const before = bench.draws;
      const start = performance.now();
      callback(now);
      if (bench.draws === before) return;
      bench.fence();
      bench.calls = bench.draws - before;
      // What ended the recording was the frame that came to rest: it is none of the moving ones.
      if (bench.recording) bench.frames.push(performance.now() - start);
    });

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.long.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });
})();
