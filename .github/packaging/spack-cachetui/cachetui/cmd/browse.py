"""``spack browse``: cachetui on the mirrors that Spack itself would take binaries from.

Spack loads this file, with the Python that runs Spack: 3.6 or newer, and nothing of cachetui, whose
program it starts.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import spack.cmd
import spack.environment
import spack.error
import spack.paths

try:
    import spack.mirrors.mirror as spack_mirror  # since Spack 0.23.1
except ImportError:
    import spack.mirror as spack_mirror

description = "browse the binaries on the mirrors, on a screen for the keyboard"
section = "query"
level = "short"

PREFIX = Path(__file__).absolute().parents[5]
"""Where cachetui was installed: this file is in its share/cachetui/spack-cachetui/cachetui/cmd."""
READABLE = re.compile(r"(file|https?|s3|oci(\+https?)?)://")
NAME = re.compile(r"\w[\w.+-]*")
LEFT_WITHOUT = 130


def setup_parser(subparser):
    """Add the arguments of the command."""
    subparser.add_argument(
        "--install",
        action="store_true",
        help="have enter on a spec leave and install it, by spack install --cache-only",
    )
    subparser.add_argument("--scope", default=None, help="take the mirrors of that scope alone")
    subparser.add_argument("query", nargs="*", help="start with this search, in Spack's syntax")


def browse(parser, args):
    """Show the screen; with ``--install``, install what was picked on it."""
    command = [program()]
    if shutil.which(command[0]) is None:
        raise spack.error.SpackError(f"there is no {command[0]} to start: put it on the PATH")
    if args.query:
        command.append("--query=" + " ".join(args.query))
    environment = spack.environment.active_environment()
    shell = variables(environment)
    found = sources(args.scope, environment, known(command[0], shell))
    if not args.install:
        sys.exit(subprocess.call([*command, "--", *found], env=shell))
    picking = [*command, "--pick=hash", "--", *found]
    done = subprocess.run(picking, stdout=subprocess.PIPE, env=shell)
    hashes = done.stdout.decode().split()
    if done.returncode not in (0, LEFT_WITHOUT):
        sys.exit(done.returncode)
    if hashes:
        install(hashes, environment)


def program():
    """Return the path of cachetui, the one that this file came with if it is there."""
    beside = PREFIX / "bin" / "cachetui"
    return str(beside) if os.access(str(beside), os.X_OK) else "cachetui"


def variables(environment):
    """Return the variables by which cachetui reads the scopes that this Spack reads.

    ``spack -e`` and ``spack -E`` do not change them, and any Spack may be run by its path.
    """
    shell = dict(os.environ, SPACK_ROOT=spack.paths.prefix)
    shell.pop("SPACK_ENV", None)
    if environment is not None:
        shell["SPACK_ENV"] = environment.path
    return shell


def known(command, shell):
    """Return the mirrors that cachetui finds by name, and their URLs as it shows them.

    It reads the files of scopes: what ``spack -C`` or ``spack -c`` adds is not among them.
    """
    done = subprocess.run(
        [command, "--mirrors", "--print=json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it is said again when the mirrors are read
        env=shell,
    )
    told = map(json.loads, done.stdout.decode().splitlines())
    readable = (one for one in told if one["binary"] and one["fault"] is None)
    return {one["name"]: comparable(one["url"]) for one in readable}


def sources(scope, environment, by_name):
    """Return what cachetui is to read: the mirrors with binaries, and the lockfile.

    Those that it finds *by_name* are passed by it: it reads what lets one in itself, and no
    secret stands on a command line, which every user of the machine sees.
    """
    found = []
    for name, mirror in spack_mirror.MirrorCollection(scope=scope, binary=True).items():
        url = mirror.fetch_url
        is_named = by_name.get(name) == comparable(url)
        fault = unreadable(url) or (None if is_named else untellable(url))
        if fault:
            print(f"spack browse: mirror {name} is left out: {fault}", file=sys.stderr)
        elif is_named:
            found.append("mirror:" + name)
        else:
            found.append((name + "=" if NAME.fullmatch(name) else "") + url)
    if not found:
        raise spack.error.SpackError(
            "there is no mirror with binaries to browse; 'spack mirror add' adds one"
        )
    if environment is not None and Path(environment.lock_path).is_file():
        found.append(environment.lock_path)
    return found


def comparable(url):
    """Return *url* without what cachetui does not show of it: a user, a password, a query."""
    scheme, _, rest = url.partition("://")
    where = rest if scheme == "file" else rest.rpartition("@")[2]
    return scheme, unquote(where.partition("?")[0]).rstrip("/")


def untellable(url):
    """Return why *url* cannot stand on a command line, None if it can."""
    if url.startswith("file://") or not re.search("[@?]", url):
        return None
    return (
        "its URL has a password or a query, which would be seen in the list of processes, and "
        "cachetui does not find it by its name; 'spack mirror add' puts it where it does"
    )


def unreadable(url):
    """Return why cachetui cannot read the mirror at *url*, None if it can."""
    if not READABLE.match(url):
        scheme = url.partition(":")[0]
        return f"cachetui reads no {scheme} URLs"
    path = unquote(url[len("file://") :])
    if url.startswith("file://") and not Path(path).is_dir():
        return f"there is no folder {path}"
    return None


def install(hashes, environment):
    """Run ``spack install --cache-only`` in this very Spack, with its scopes and environment."""
    words = ["--cache-only"]
    if environment is not None:
        words.append("--add")  # a spec that the environment does not list yet is refused without
    module = spack.cmd.get_module("install")
    parser = argparse.ArgumentParser(prog="spack install")
    module.setup_parser(parser)
    spack.cmd.get_command("install")(parser, parser.parse_args([*words, *hashes]))
