"""How the parts of a package point at each other: relationships and content types."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import LINKS_LIMIT, bounded
from addin.plain_xml import attributes, check_well_formed, damaged, elements, plain
from addin.small_parts import read_once
from addin.zip_directory import part_key, plain_name

if TYPE_CHECKING:
    from addin.package import Package

_MENTIONS_LIMIT = 16
"""How often a part's content type, or an arrow to it, may stand there twice over."""
CONTENT_TYPES = "[Content_Types].xml"
_PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"


class Relationship(NamedTuple):
    """One arrow from a part: its id, the last word of its type (``worksheet``, ``table``, …) and the part it points at."""

    id: str
    kind: str
    part: str


def relationships_part(part: str) -> str:
    """Where the relationships of ``part`` stand (of the whole package for an empty name)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> tuple[Relationship, ...]:
    """The arrows that leave ``part`` for other parts, in order; links to the outside are left out.

    Raises:
        NotAWorkbook: the part of relationships is damaged.
    """
    place = relationships_part(part)
    return () if package.find(place) is None else _arrows(package.read(place), place, part)


@read_once
def _arrows(raw: bytes, place: str, part: str) -> tuple[Relationship, ...]:
    content = plain(raw, place)
    check_well_formed(content, place)
    found = []
    for element in bounded(elements(content, b"Relationship", _PREFIX), place, "链接", LINKS_LIMIT):
        values = attributes(element[1])
        if values.get("TargetMode", "").lower() != "external" and values.get("Target"):
            kind = values.get("Type", "").rsplit("/", 1)[-1]
            found.append(Relationship(values.get("Id", ""), kind, _target(part, values["Target"])))
    return tuple(found)


def _target(part: str, target: str) -> str:
    """The part a target names, absolute or relative to the folder of ``part``."""
    path = plain_name(target.split("#", 1)[0]).replace("\\", "/")
    if not path.startswith("/"):
        path = posixpath.join("/", posixpath.dirname(part), path)
    return posixpath.normpath(path).lstrip("/")


def _named(owner: str, attribute: str, value: str) -> str:
    return _target(owner, value) if attribute == "Target" else value


def without_part(package: Package, owner: str, part: str) -> dict[str, bytes | None]:
    """The changes to a package's members that take ``part`` away: itself, its content type, and the arrows from ``owner`` to it.

    Args:
        package: the package as it is.
        owner: the part whose relationships name ``part``.
        part: what is taken away.
    """
    key = part_key(part)
    changes: dict[str, bytes | None] = {}
    place = relationships_part(owner)
    for where, name, attribute in ((CONTENT_TYPES, b"Override", "PartName"), (place, b"Relationship", "Target")):
        content = plain(package.read(where), where)
        mentions = [
            element
            for element in bounded(elements(content, name, _PREFIX), where, "链接", LINKS_LIMIT)
            if part_key(_named(owner, attribute, attributes(element[1]).get(attribute, ""))) == key
        ]
        if len(mentions) > _MENTIONS_LIMIT:
            raise damaged(where)
        for element in reversed(mentions):
            end = element.end() if element[2] else content.index(b">", content.index(b"</", element.end())) + 1
            content = content[: element.start()] + content[end:]
        changes[package.member_name(where)] = content
    changes[package.member_name(part)] = None
    return changes
