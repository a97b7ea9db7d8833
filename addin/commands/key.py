"""``mealbook key KEY``: make the pair of keys with which packs are signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE
from addin.commands.printing import say, say_json
from addin.signing import new_key

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Make the two files."""
    place = Path(options.file)
    public = new_key(place)
    if options.json:
        say_json({"private_key": str(place), "public_key_file": f"{place}.pub", "public_key": public})
        return DONE
    say(f"私钥 {place}：只留在本校，不要发给别人；丢了就再生成一对，告诉教育局")
    say(f"公钥 {place}.pub：交给教育局。公钥是 {public}")
    return DONE
