// Counts the uptime on, so that the page stays right while it is open.
"use strict";

const units = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

function format(seconds) {
  const parts = [];

  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    seconds %= size;

    if (count > 0) {
      parts.push(`${count} ${name}`);
    }
  }

  return parts.join(" ") || "0 s";
}

const uptime = document.querySelector("#uptime time");

if (uptime) {
  const atLoad = Number(uptime.dataset.seconds);
  const loaded = performance.now();

  setInterval(() => {
    const passed = Math.floor((performance.now() - loaded) / 1000);
    uptime.textContent = format(atLoad + passed);
  }, 1000);
}
