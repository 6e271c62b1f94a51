import os
import pytest
from tests.browser.test_pages import *  # noqa
from tests.browser.test_pages import site, sweep, EXPECTED  # noqa
for n in [n for n in dir() if n.startswith("test_")]: del globals()[n]
NAMES=os.environ.get("MINE","selection:|choice|decision|alternatives|seats|seat|outcome|announcement_edit|selection|reviews: ").split("|")
@pytest.mark.parametrize("language", os.environ.get("LANGS","fi,sv,en").split(","))
def test_mine(site, open_page, language):
    page, bare = open_page(allow=EXPECTED), open_page(allow=EXPECTED, javascript=False)
    scenes=[s for s in site.scenes if any(s.name==n or (n.endswith(":") or n.endswith(" ")) and s.name.startswith(n) for n in NAMES)]
    found=sweep(site, page, bare, scenes, language, (1280, 900, 760, 390))
    for k,v in found.items(): print("FAULT",k,v)
    assert found=={}
