"""Pages are put together from one shell: nothing that they refer to is missing."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from oralexam.webapp.assets import web_folder
from oralexam.webapp.joined import Joiner, NotJoinable
from oralexam.webapp.shells import build_joined, build_shells

WEB = web_folder()
SHELLS = build_shells(WEB / "pages", "r1")
JOINED = dict(build_joined(WEB / "pages"))
_FORMS = {
    "vendor/lib.js": """var a1 = (x) => x + 1;
var b = 5;
export {
  a1 as add,
  b as default
};
""",
    "js/state/one.js": """import { add } from "../../vendor/lib.js";
const here = 1;
/** @param {import("./one.js").Thing} x */
export function twice(x) { return add(x) * 2; }
export const HERE = here;
export class Thing {}
export async function later() { return 7; }
export {};
""",
    "js/state/two.js": """import "./one.js";
import * as one from "./one.js";
import five from "../../vendor/lib.js";
const here = 2;
export const SUM = here + one.HERE + five;
export const BESIDE = new URL("./x.json", import.meta.url).href;
""",
    "js/pages/page.js": """import { SUM, BESIDE as beside } from "../state/two.js";
import { twice, Thing, later } from "../state/one.js";
console.log(JSON.stringify([SUM, beside, twice(3), new Thing().constructor.name, await later()]));
""",
}
"""A page's modules in every form that is known."""


@pytest.mark.parametrize("page", sorted(SHELLS))
def test_every_place_is_filled_with_what_is_there(page: str) -> None:
    """A misspelt style sheet would be a page without its looks, and nobody told."""
    assert "{{" not in SHELLS[page]
    wanted = re.findall(r'(?:href|src)="/assets/r1/([^"]+)"', SHELLS[page])
    assert {each.rpartition(".")[2] for each in wanted} == {"svg", "woff2", "css", "js"}
    assert [name for name in wanted if name not in JOINED and not (WEB / name).is_file()] == []


def test_titles_cannot_end_their_element(tmp_path: Path) -> None:
    """What stands in a title is text."""
    for name in ("shell.html", "without_script.html"):
        (tmp_path / name).write_text((WEB / "pages" / name).read_text())
    (tmp_path / "pages.toml").write_text('[page]\ntitle = "</title><script>"\nsheets = []\n')
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in build_shells(tmp_path, "r1")["page"]


def test_a_script_holds_each_of_its_modules_once_behind_what_it_needs() -> None:
    """In the order in which a browser would evaluate them, and none that the page does not need."""
    modules = Joiner(WEB).modules_of("replay")
    assert len(modules) == len(set(modules)) > 30
    assert modules[-1] == "js/pages/replay.js"
    assert modules.index("vendor/lit.js") < modules.index("js/elements/base.js")
    assert {"vendor/wavesurfer.js", "js/state/transcript.js", "js/elements/exports.js"} <= set(modules)
    assert "js/elements/board.js" not in modules
    assert "vendor/wavesurfer.js" not in Joiner(WEB).modules_of("join")
    told = re.findall(r"^// ((?:js|vendor)/[^ ]+\.js)$", JOINED["joined/replay.js"], re.MULTILINE)
    early = re.findall(r"^// ((?:js|vendor)/[^ ]+\.js)$", JOINED["joined/replay_asked.js"], re.MULTILINE)
    assert sorted(told + early) == sorted(modules)
    assert early[-1] == "js/pages/replay_asked.js"


def test_what_a_page_opens_on_is_asked_for_before_the_rest_has_come() -> None:
    """Its script begins without waiting for the other one, which takes from it what both need."""
    head = SHELLS["replay"]
    assert '<script type="module" async fetchpriority="high" src="/assets/r1/joined/replay_asked.js">' in head
    assert "async" not in SHELLS["join"]
    taken = JOINED["joined/replay.js"].splitlines()[0]
    assert "$js_i18n" in taken
    assert taken.endswith('from "./replay_asked.js";')
    assert len(JOINED["joined/replay_asked.js"]) < len(JOINED["joined/replay.js"]) / 20


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is there for development only")
def test_a_joined_script_does_what_its_modules_do(tmp_path: Path) -> None:
    """Every form of import and export, a name that two modules have, an address, a top-level await."""
    for name, text in _FORMS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "joined").mkdir()
    joined = tmp_path / "joined/page.mjs"
    joined.write_text(Joiner(tmp_path).script("page"))
    told = subprocess.run(["node", joined], capture_output=True, check=True, text=True, timeout=60).stdout
    assert json.loads(told) == [8, (tmp_path / "js/state/x.json").as_uri(), 8, "Thing", 7]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is there for development only")
def test_every_joined_script_can_be_read(tmp_path: Path) -> None:
    """By a JavaScript engine: what was taken apart is whole again."""
    scripts = [name for name in JOINED if name.endswith(".js")]
    for name in scripts:
        (tmp_path / Path(name).with_suffix(".mjs").name).write_text(JOINED[name])
    looked = (
        "const { readdirSync, readFileSync } = require('node:fs'); const vm = require('node:vm');"
        "const names = readdirSync('.').filter((name) => name.endsWith('.mjs'));"
        "for (const name of names) new vm.SourceTextModule(readFileSync(name, 'utf8'), { identifier: name });"
        "console.log(names.length);"
    )
    told = subprocess.run(
        ["node", "--experimental-vm-modules", "--no-warnings", "-e", looked],
        capture_output=True, check=True, text=True, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert int(told.stdout) == len(scripts)


@pytest.mark.parametrize(
    "text",
    [
        'const later = import("./other.js");\n',
        "export let changing = 1;\n",
        "export default 1;\n",
        'export * from "./other.js";\n',
        'import five, { add } from "./other.js";\n',
        'import "./page.js";\n',
    ],
)
def test_another_form_is_refused(text: str, tmp_path: Path) -> None:
    """When the server starts, and so in every test: what a page lacks would be found by its readers."""
    (tmp_path / "js/pages").mkdir(parents=True)
    (tmp_path / "js/pages/other.js").write_text("")
    (tmp_path / "js/pages/page.js").write_text(text)
    with pytest.raises(NotJoinable):
        Joiner(tmp_path).script("page")


def test_a_type_in_a_comment_is_no_import(tmp_path: Path) -> None:
    """As our modules write them."""
    (tmp_path / "js/pages").mkdir(parents=True)
    page = '/** @type {import("./a.js").Thing} */\nconst x = /** @type {typeof import("./b.js")} */ (y);\n'
    (tmp_path / "js/pages/page.js").write_text(page)
    assert page in Joiner(tmp_path).script("page")


def test_sheets_stand_in_their_order_and_find_their_font(tmp_path: Path) -> None:
    """The first one says which layer wins; a file's address is the same as before."""
    assert JOINED["joined/replay.css"].index("@layer tokens, base") < JOINED["joined/replay.css"].index(
        ".replay-side"
    )
    assert 'url("../fonts/ibm-plex-sans-latin-wght.woff2")' in JOINED["joined/join.css"]
    (tmp_path / "css/screens").mkdir(parents=True)
    (tmp_path / "css/screens/x.css").write_text(
        'a { background: url("../../drawings/x.svg"), url("data:x") }'
    )
    assert 'url("../drawings/x.svg"), url("data:x")' in Joiner(tmp_path).sheet(("css/screens/x.css",))
