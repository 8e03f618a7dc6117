"""Names by role, gathered from the lines of a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from newscrawl.reader.fields.role_words import ROLES, Role

Names = tuple[tuple[str, ...], ...]
"""Names, role by role in the order of `ROLES`."""


@dataclass(slots=True)
class Roles:
    """Names by role, gathered from the lines of a page."""

    reporters: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    photographers: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)

    def of(self, role: Role) -> list[str]:
        found: list[str] = getattr(self, role)
        return found

    def add(self, other: Roles) -> None:
        for role in ROLES:
            self.of(role).extend(name for name in other.of(role) if name not in self.of(role))

    def names(self) -> Names:
        """Return the names, role by role."""
        return tuple(map(tuple, (self.reporters, self.correspondents, self.photographers, self.authors, self.editors)))

    def __bool__(self) -> bool:
        return bool(self.reporters or self.correspondents or self.photographers or self.authors or self.editors)
