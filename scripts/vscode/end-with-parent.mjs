// Ends this process soon after its parent has ended, even if the parent was killed. Preload it with `node --import`, or
// import it.
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1000).unref();
