"""What was done in the account is said before one's eyes, however far down that is."""

import pytest
from playwright.async_api import expect

from tests.browser.windows import Windows
from tests.people import PASSWORD, Cast


@pytest.mark.parametrize("script", [True, False])
async def test_what_was_done_far_down_is_said_in_view(windows: Windows, cast: Cast, script: bool) -> None:
    """Seen to fail: the account opened at its top, as if nothing had happened."""
    camille = await windows.open(cast.camille, script=script, size=(360, 740))
    await camille.goto("/account")
    await camille.get_by_label("Mot de passe actuel").fill(PASSWORD)
    await camille.get_by_label("Nouveau mot de passe").fill("une autre phrase assez longue")
    await camille.get_by_role("button", name="Changer le mot de passe").click()
    done = camille.get_by_text("Votre mot de passe est changé.")
    await expect(done).to_be_in_viewport(ratio=1)
    await expect(done).to_be_focused()
    await camille.reload()
    await expect(done).to_have_count(0)
