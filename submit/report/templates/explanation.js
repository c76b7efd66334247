"use strict";
// Moves a window over a piece of the picture and does a convolution's arithmetic with the numbers of the page.
const it = JSON.parse(document.getElementById("numbers").textContent);
const side = it.kernel.length, steps = it.outputs.length, cells = it.inputs.length;
const piece = document.getElementById("piece"), gives = document.getElementById("gives");
const choice = document.getElementById("filter");
let row = Math.floor(steps / 2), column = row, filter = 0;

const bent = { relu: x => Math.max(0, x), relu6: x => Math.min(6, Math.max(0, x)), linear: x => x,
  tanh: Math.tanh, sigmoid: x => 1 / (1 + Math.exp(-x)) }[it.activation];
const written = (x, digits = 3) => x.toFixed(digits).replace("-", "−");

function square(context, x, y, size, color) {
  context.fillStyle = color;
  context.fillRect(x, y, Math.ceil(size), Math.ceil(size));
}

function frame(context, x, y, size) {
  context.lineWidth = 3; context.strokeStyle = "#fff"; context.strokeRect(x, y, size, size);
  context.lineWidth = 1.5; context.strokeStyle = "#111"; context.strokeRect(x, y, size, size);
}

function draw() {
  const whole = piece.width, cell = whole / cells, context = piece.getContext("2d");
  it.colors.forEach((line, y) => line.forEach((color, x) =>
    square(context, x * cell, y * cell, cell, `rgb(${color.join(",")})`)));
  frame(context, column * it.stride * cell, row * it.stride * cell, side * cell);

  const step = whole / steps, second = gives.getContext("2d");
  const most = Math.max(1e-9, ...it.outputs.flat().map(values => Math.abs(values[filter])));
  it.outputs.forEach((line, y) => line.forEach((values, x) => {
    const level = values[filter] / most, end = level < 0 ? [0, 114, 178] : [213, 94, 0];
    const color = end.map(part => Math.round(255 + (part - 255) * Math.abs(level)));
    square(second, x * step, y * step, step, `rgb(${color.join(",")})`);
  }));
  frame(second, column * step, row * step, step);
}

function count() {
  let sum = 0;
  document.querySelectorAll(".grid").forEach(grid => {
    const channel = Number(grid.dataset.channel);
    grid.style.gridTemplateColumns = `repeat(${side}, minmax(0, 1fr))`;
    grid.replaceChildren();
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
      const number = it.inputs[row * it.stride + y][column * it.stride + x][channel];
      const weight = it.kernel[y][x][channel][filter], product = number * weight;
      sum += product;
      const box = document.createElement("div"), result = document.createElement("b");
      box.append(`${written(number, 2)} × ${written(weight, 2)}`, result);
      result.textContent = written(product);
      result.className = product < 0 ? "right-ink" : "wrong-ink";
      grid.append(box);
    }
  });
  const total = sum + it.bias[filter];
  document.getElementById("sum").textContent = written(sum);
  document.getElementById("bias").textContent = written(it.bias[filter]);
  document.getElementById("network").textContent = written(it.outputs[row][column][filter]);
  document.getElementById("bent").hidden = !bent || it.activation === "linear";
  if (bent) document.getElementById("after").textContent = written(bent(total));
}

function show() { draw(); count(); }

function pointed(event, canvas) {
  const box = canvas.getBoundingClientRect(), isPiece = canvas === piece;
  const step = (place, start, length) => {
    const at = (place - start) / length * (isPiece ? cells : steps);
    const found = Math.floor(isPiece ? (at - (side - 1) / 2) / it.stride : at);
    return Math.max(0, Math.min(steps - 1, found));
  };
  row = step(event.clientY, box.top, box.height);
  column = step(event.clientX, box.left, box.width);
  show();
}

it.filters.forEach((name, place) => choice.append(new Option(name, place)));
choice.addEventListener("change", () => { filter = Number(choice.value); show(); });
for (const canvas of [piece, gives])
  for (const kind of ["pointermove", "pointerdown"]) canvas.addEventListener(kind, event => pointed(event, canvas));
piece.addEventListener("keydown", event => {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!moves) return;
  event.preventDefault();
  row = Math.max(0, Math.min(steps - 1, row + moves[0]));
  column = Math.max(0, Math.min(steps - 1, column + moves[1]));
  show();
});
show();
