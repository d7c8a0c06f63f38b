"""Headless Chromium, as far as the tests of the site need it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

PHONE = (390, 844)
WIDE = (1360, 900)
_PATIENCE = 20
_SHOWN = "return [...document.querySelectorAll(arguments[0])].filter(each => each.checkVisibility())"


class Browser:
    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        driver.set_script_timeout(10 * _PATIENCE)

    def reset(self) -> None:
        """A wide, light window, nothing stored, nothing logged."""
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        self.size(WIDE)
        self.prefer("light")
        self.logged("browser")
        self.logged("performance")

    def size(self, size: tuple[int, int]) -> None:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, scheme: str) -> None:
        """What the reader's system is set to: `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, address: str) -> None:
        self.driver.get(address)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def run_async(self, script: str, *arguments: Any) -> Any:
        """What the script gives to the function that it gets as its last argument."""
        return self.driver.execute_async_script(script, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def shown(self, selector: str) -> list[WebElement]:
        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return [element for element in found if element.is_displayed()]

    def texts(self, selector: str) -> list[str]:
        """What can be read in each element that is shown, in one question to the browser."""
        return list(self.run(f"{_SHOWN}.map(each => each.innerText)", selector))

    def links(self, selector: str) -> list[str]:
        """Where each link leads that is shown."""
        return list(self.run(f"{_SHOWN}.map(each => each.href)", selector))

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Until the condition gives something that is true; else TimeoutException."""
        return WebDriverWait(self.driver, _PATIENCE).until(lambda _: condition())

    def logged(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since the last call."""
        entries: list[dict[str, Any]] = self.driver.get_log(kind)
        return entries

    def requested(self) -> list[str]:
        """Addresses asked for since the last call."""
        messages = (json.loads(entry["message"])["message"] for entry in self.logged("performance"))
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]


@contextmanager
def open_browser(driver: str) -> Iterator[Browser]:
    options = Options()
    # Root in a container has no sandbox and little shared memory.
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()
