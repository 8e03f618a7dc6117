"""The path of a ledger → refused, if it is on a network file system.

SQLite's WAL needs locks and shared memory that work between all its users, which file
systems of several machines do not have.
"""

from __future__ import annotations

import re
from pathlib import Path

from newscrawl.i18n import _
from newscrawl.ledger import LedgerError

NETWORK = frozenset(
    [
        *(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "smbfs2",
            "afs",
            "afpfs",
            "ncpfs",
            "coda",
            "9p",
        ),
        *(
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "beegfs",
            "orangefs",
            "davfs",
            "fuse.sshfs",
            "fuse.s3fs",
            "fuse.rclone",
        ),
        *(
            "fuse.glusterfs",
            "fuse.ceph",
            "fuse.ceph-fuse",
            "fuse.cephfs",
            "fuse.davfs2",
            "fuse.curlftpfs",
            "fuse.goofys",
        ),
        *(
            "fuse.smbnetfs",
            "fuse.gcsfuse",
            "fuse.blobfuse",
            "fuse.blobfuse2",
            "fuse.juicefs",
            "fuse.moosefs",
            "fuse.mfs",
        ),
        *("fuse.seaweedfs", "fuse.google-drive-ocamlfuse", "fuse.mount-s3", "fuse.afp", "fuse.vmhgfs-fuse"),
    ]
)
"""File systems, as Linux names them, whose locks and shared memory do not work between
machines."""

_MEMBER = re.compile(r"\\([0-7]{3})")


def refuse_network(path: Path, mountinfo: str | None = None) -> None:
    """Raise `LedgerError` if `path` is on a network file system: SQLite's WAL is not
    safe there.

    `mountinfo` is the text of /proc/self/mountinfo; systems without that file are not
    checked.

    >>> table = "36 35 98:0 / /mnt/archive rw,noatime - nfs4 server:/export rw"
    >>> refuse_network(Path("/mnt/archive/fj/ledger.sqlite"), table)
    Traceback (most recent call last):
    ...
    newscrawl.ledger.values.LedgerError: /mnt/archive/fj/ledger.sqlite is on a network file system (nfs4 at ...
    """
    if mountinfo is None:
        try:
            mountinfo = Path("/proc/self/mountinfo").read_text(errors="replace")
        except OSError:
            return
        path = path.resolve()
    place, kind = "", ""
    for line in mountinfo.splitlines():
        fields, _dash, rest = line.partition(" - ")
        parts = fields.split(" ")
        if len(parts) > 4 and rest:
            mounted = _MEMBER.sub(lambda octal: chr(int(octal[1], 8)), parts[4])
            if path.is_relative_to(mounted) and len(mounted) >= len(place):  # of two on one place the later one counts
                place, kind = mounted, rest.split(" ")[0]
    if kind in NETWORK:
        raise LedgerError(
            _(
                "{path} is on a network file system ({kind} at {place}), whose locks SQLite cannot trust: put "
                "the archive on a local disk, or name a local NEWSCRAWL_LEDGER"
            ).format(path=path, kind=kind, place=place)
        )
