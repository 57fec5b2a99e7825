"""A key answers the finger before it is let go, whatever the browser makes of a touch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.gallery import serving_gallery, show, touched
from tests.browser.site import made_pages

KEYS = (".stages .key.next", ".rail button", ".microphone", ".dock .kill")
WATCH = """() => {
  window.looks = [];
  addEventListener('pointerdown', ({target}) => requestAnimationFrame(() => {
    const {boxShadow, transform} = getComputedStyle(target.closest('button'));
    window.looks.push(boxShadow + ' ' + transform);
  }));
}"""


@pytest.mark.parametrize("key", KEYS)
def test_the_first_picture_after_a_finger_came_shows_its_key_pressed(
    chromium: Callable[..., Browser], key: str
) -> None:
    """Pressed from the first frame until the finger goes, and not any longer."""
    with serving_gallery(made_pages()) as address, touched(chromium(), address) as page:
        show(page, "open")
        button = page.locator(key).first
        at_rest = button.evaluate("key => getComputedStyle(key).boxShadow + ' ' + getComputedStyle(key).transform")
        box = button.bounding_box()
        assert box is not None
        page.evaluate(WATCH)
        finger = page.context.new_cdp_session(page)
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        expect(page.locator("[data-pressed]")).to_have_count(1)
        looks = page.evaluate("new Promise(done => requestAnimationFrame(() => done(window.looks)))")
        assert looks
        assert looks[0] != at_rest
        finger.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})
        expect(page.locator("[data-pressed]")).to_have_count(0)
