"""The page and the drawing of one picture: numbers, policy, escaping; and the script, in a browser."""

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from competition.seen import Convolution, Layer
from submit.report.explanation import Explanation, explanation_page, hottest_window, piece, strongest
from submit.report.poster import poster
from submit.report.printing import browser

RANDOM = np.random.default_rng(0)
SIZE = 40


def convolution(stride: int = 1, size: int = SIZE) -> Convolution:
    inputs = RANDOM.random((size + 2, size + 2, 3), dtype=np.float32)
    kernel, bias = RANDOM.normal(size=(3, 3, 3, 20)).astype(np.float32), RANDOM.normal(size=20).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(inputs, (3, 3), axis=(0, 1))[::stride, ::stride]
    outputs = np.einsum("yxcij,ijcn->yxn", windows, kernel) + bias
    return Convolution("conv_1", inputs, kernel, bias, stride, 1, "relu", outputs)


def found(**changes: object) -> Explanation:
    heat = np.zeros((SIZE, SIZE))
    heat[10, 30] = 1
    layers = [
        Layer("conv_1", "convolution", RANDOM.normal(size=(38, 38, 20))),
        Layer("pool", "pooling", np.zeros((3, 3, 2))),
    ]
    picture = RANDOM.integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    top = [("猫", 0.7), ("<b>", 0.3)]
    made = Explanation("cnn", "犬 & cat.png", picture, "猫", top, heat, "", layers, convolution(), "Fold 1.")
    return replace(made, **changes)  # type: ignore[arg-type]


def numbers(page: str) -> dict[str, list[object]]:
    (text,) = re.findall(r'type="application/json">(.+?)</script>', page)
    return dict(json.loads(text))


def test_only_its_own_script_may_run() -> None:
    page = explanation_page(found())
    (script,) = re.findall(r"<script>(.+?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html.unescape(page)
    assert "&lt;b&gt;" in page
    assert "<b></span>" not in page
    assert "犬 &amp; cat.png" in page
    assert page.count('<li class="right">') == 1
    assert page.count('<li class="wrong">') == 1


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", [16, SIZE])
def test_the_numbers_in_the_page_make_the_outputs(stride: int, size: int) -> None:
    heat = np.zeros((size, size))
    heat[-1, 0] = 1
    one = convolution(stride, size)
    there = numbers(explanation_page(found(convolution=one, heat=heat, picture=np.zeros((size, size, 3), np.uint8))))
    inputs, kernel, bias, outputs = (np.array(there[name]) for name in ("inputs", "kernel", "bias", "outputs"))
    assert np.array(there["colors"]).shape == inputs.shape
    for row, column in np.ndindex(*outputs.shape[:2]):
        window = inputs[row * stride : row * stride + 3, column * stride : column * stride + 3]
        sums = np.einsum("ijc,ijcn->n", window, kernel) + bias
        assert np.allclose(sums, outputs[row, column], atol=2e-3)


def test_the_piece_is_around_the_hottest_place() -> None:
    one, heat = convolution(), np.zeros((SIZE, SIZE))
    heat[20, 20] = 1
    assert hottest_window(one, heat) == (20, 20)
    assert piece(one, heat) == (8, 8)
    assert hottest_window(one, None) == (20, 20)
    heat[0, 0] = 2
    assert piece(one, heat) == (0, 0)


def test_a_map_that_is_alike_everywhere_is_not_shown() -> None:
    maps = np.zeros((4, 4, 3))
    maps[..., 0], maps[0, 0, 2] = 100, 1
    assert strongest(maps, 1) == [2]


def test_what_there_is_not_is_left_out() -> None:
    page = explanation_page(found(heat=None, no_heat="It reads rows.", convolution=None, layers=[], true=""))
    assert "It reads rows." in page
    assert "<script" not in page
    assert "<canvas" not in page
    assert "<details" not in page


def test_the_drawing() -> None:
    whole = poster(found())
    assert whole.height > poster(found(convolution=None)).height
    assert poster(found(heat=None, convolution=None, layers=[])).width > 0


@pytest.mark.slow
@pytest.mark.skipif(browser() is None, reason="there is no Chromium, Chrome or Edge here")
def test_the_window_moves(tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "page.html"
    path.write_text(explanation_page(found()), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = chromium.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(path.as_uri())

        def shown(name: str) -> float:
            return float(page.text_content(f"#{name}").replace("−", "-"))

        seen: set[float] = set()
        for key in ("ArrowLeft", "ArrowUp", "ArrowRight"):
            page.focus("#piece")
            page.keyboard.press(key)
            page.select_option("#filter", index=len(seen))
            assert shown("sum") + shown("bias") == pytest.approx(shown("network"), abs=0.01)
            assert shown("after") == pytest.approx(max(0, shown("network")), abs=0.01)
            seen.add(shown("network"))
        assert len(seen) == 3
        assert page.locator(".grid").first.locator("div").count() == 9
        chromium.close()
        assert wrong == []
