"""Calls between pages whose machine only they can reach: what a test asks, the manager's page asks for it."""

from typing import Any

from playwright.async_api import Page

from tests.browser.exam_pages import inbound, until

_ASK = """async ([method, path, body]) => {
  const answer = await fetch(path, {method, ...(body ? {body: JSON.stringify(body)} : {})});
  return answer.json();
}"""


async def ask(page: Page, method: str, path: str, body: dict[str, object] | None = None) -> Any:  # noqa: ANN401
    """What the manager's own page would ask."""
    return await page.evaluate(_ASK, [method, path, body])


async def hear_each_other(*pages: Page, pictures: bool, within_s: float) -> None:
    """Each decodes the other's sound, and its picture where there is one."""
    seen: dict[int, object] = {}

    async def all_do() -> bool:
        for number, page in enumerate(pages):
            stats = seen[number] = await inbound(page)
            heard = any(each["kind"] == "audio" and each.get("energy", 0) > 0.001 for each in stats)
            if not heard or (pictures and not any(each.get("frames", 0) > 20 for each in stats)):
                return False
        return True

    await until(all_do, within_s, lambda: f"not everybody heard everybody: {seen}")
