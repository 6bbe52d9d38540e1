// Preloaded (`node --import`) or imported by a program that must not outlive the one that started it, even where
// that one is killed and can tell nobody.
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1000).unref();
