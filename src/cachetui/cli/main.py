"""The command line: arguments -> options -> report or screen.

What ``--version`` and ``--help`` do not need is imported where it is used: people wait for it.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence

from cachetui.cli.exit_codes import WRONG
from cachetui.cli.misuse import misuse
from cachetui.cli.parser import joined, make_parser
from cachetui.output import streams

TYPE_CHECKING = False  # typing itself would take longer than all else that --version needs
if TYPE_CHECKING:
    from cachetui.output.line_format import LineFormat
    from cachetui.settings.config import Config
    from cachetui.settings.options import Options
    from cachetui.settings.serving import Place
    from cachetui.spack.compatibility import Host
    from cachetui.views.chosen_fields import ChosenField

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program on *arguments*, by default the process's; return its exit code."""
    streams.prepare()
    gc.disable()  # neither imports nor what is read leave anything to collect
    atexit.register(gc.freeze)  # nor does anybody need what is collected at the very end
    parser = make_parser()
    if "_ARGCOMPLETE" in os.environ:
        from cachetui.cli.completion import complete

        complete(parser)
    try:
        arguments = sys.argv[1:] if arguments is None else arguments
        return _run(_options(parser, arguments), arguments)
    except KeyboardInterrupt:
        streams.drop()  # whoever reads it may not go on doing so
        return INTERRUPTED
    except ModuleNotFoundError as error:  # built for another Python, or only half installed
        python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
        parser.error(f"this installation is not for {python}: it has no {error.name}")
    except Exception as error:  # whatever it is, a page of traceback is no help to its reader
        parser.error(_sentence(error))
    finally:
        streams.finish()
        gc.enable()


def _run(options: Options, arguments: Sequence[str]) -> int:
    """Do what *options* ask for, by the module that does it; return the exit code."""
    if options.place:
        return _serve(options, options.place, arguments)
    if options.mirrors:
        from cachetui.cli.mirrors import print_mirrors

        return print_mirrors(options)
    if options.reports:
        from cachetui.cli.report import report

        return report(options)
    if options.pick and (fault := _unpickable(options)):
        streams.say(f"error: {fault}")
        return WRONG
    from cachetui.tui.app import run

    return run(options)


def _serve(options: Options, place: Place, arguments: Sequence[str]) -> int:
    """Serve the screen at *place*; raises ServeError where what that takes is not installed."""
    from cachetui.settings.serving import ServeError

    try:
        from cachetui.cli.serve.server import serve
    except ModuleNotFoundError:
        raise ServeError("--serve needs more: pip install 'cachetui[serve]'") from None
    gc.enable()  # it goes on for days
    return serve(options, place, arguments)


def _unpickable(options: Options) -> str | None:
    """Return why nothing can be picked by the first search, if it is sound otherwise."""
    from cachetui.cli.lookup import unanswerable
    from cachetui.query.parser import QueryError, format_error, parse
    from cachetui.query.pasted import as_query

    text = as_query(options.query)
    try:
        query = parse(text, fuzzy=True)
    except QueryError:
        return None  # the screen shows it with its caret, to be mended there
    if not query.depends:
        return None
    fault = unanswerable(text, options.sources, options.fetching())
    return format_error(text, fault) if fault else None


def _sentence(error: Exception) -> str:
    """Return what *error* says where it was meant for people, else that something is broken."""
    from cachetui.settings.config import SettingError
    from cachetui.settings.serving import ServeError
    from cachetui.sources.source import SourceError
    from cachetui.tui.terminal.platform import TerminalError

    meant = (SourceError, SettingError, ServeError, TerminalError, streams.OutputError)
    if isinstance(error, meant):
        return str(error)
    return f"something went wrong inside ({type(error).__name__}: {error})"


def _options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> Options:
    """Return the options that *arguments* and the settings make; leave with a sentence if wrong."""
    arguments, behind_dashes = joined(arguments)
    given = parser.parse_intermixed_args(arguments)
    if fault := misuse(given):
        parser.error(fault)
    host = _host(parser, given.host) if given.host is not None else None
    place = _place(parser, given) if given.serve is not None else None
    sources = (*given.sources, *behind_dashes)
    config = _config(parser, given, sources)
    from cachetui.settings.options import MOST_SESSIONS, Options

    return Options(
        sources=sources or (_default_source(config),),
        queries=tuple(given.query),
        tags=tuple(given.tag),
        host=host,
        print=given.print,
        show=given.show or "specs",
        columns=_chosen_columns(parser, given.columns),
        format=_line_format(parser, given.format),
        best=given.best,
        everything=given.all,
        pick=given.pick,
        check=given.check,
        mirrors=given.mirrors,
        place=place,
        sessions=given.sessions or MOST_SESSIONS,
        read_only=given.serve is not None if given.read_only is None else given.read_only,
        offline=given.offline,
        refresh=given.refresh,
        mouse="SSH_CONNECTION" not in os.environ if given.mouse is None else given.mouse,
        theme=given.theme or config.theme,
        config=config,
    )


def _chosen_columns(parser: argparse.ArgumentParser, text: str | None) -> tuple[ChosenField, ...]:
    """Return the fields that ``--columns`` names; leave with a sentence if one is wrong."""
    if text is None:
        return ()
    from cachetui.views.chosen_fields import FieldError, chosen_fields

    try:
        return chosen_fields(text)
    except FieldError as error:
        parser.error(f"--columns: {error}")


def _line_format(parser: argparse.ArgumentParser, text: str | None) -> LineFormat | None:
    """Return the template of ``--format``; leave with a sentence if it is wrong."""
    if text is None:
        return None
    from cachetui.output.line_format import line_format
    from cachetui.views.chosen_fields import FieldError

    try:
        return line_format(text)
    except FieldError as error:
        parser.error(f"--format: {error}")


def _config(
    parser: argparse.ArgumentParser, given: argparse.Namespace, sources: Sequence[str]
) -> Config:
    """Read the settings, unless nothing depends on them."""
    from cachetui.settings.config import NO_CONFIG, SettingError, read_config

    if given.config is None and sources and (given.print or given.format or given.check):
        return NO_CONFIG
    try:
        config = read_config(given.config)
        _check_names(given.theme or config.theme, config)
    except SettingError as error:
        parser.error(str(error))
    return config


def _check_names(theme: str | None, config: Config) -> None:
    """Raise SettingError for a theme, an action or a key that there is not, or a key given twice.

    The screen would say so; who prints is to know it too, before the screen is wanted. Which keys
    are in each other's way in a dialog only the screen knows, which has the dialogs.
    """
    if theme is not None:
        from cachetui.settings.theme_names import check_theme

        check_theme(theme)
    if config.keys:
        from cachetui.tui.bindings.key_conflicts import refuse_clashes
        from cachetui.tui.bindings.keymap import Keymap, KeymapError

        try:
            refuse_clashes(Keymap(config.keys), dialogs=())
        except KeymapError as error:
            raise config.fault(str(error)) from None


def _default_source(config: Config) -> str:
    from cachetui.sources.open import default_source

    named = None if os.environ.get("CACHETUI_SOURCE") else config.source
    return named or default_source()


def _host(parser: argparse.ArgumentParser, text: str) -> Host:
    from cachetui.spack.compatibility import Host, HostError

    try:
        return Host.parse(text)
    except HostError as error:
        parser.error(f"--host: {error}")


def _place(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Place | None:
    """Return where to serve; None in a session that is served, which goes by its page's address."""
    from cachetui.settings.serving import ADDRESS, PageAddress, Place, ServeError

    try:
        place = Place.parse(given.serve)
    except ServeError as error:
        parser.error(f"--serve: {error}")
    if (text := os.environ.get(ADDRESS)) is None:
        return place
    address = PageAddress.parse(text)
    given.query = [address.query] if address.query else given.query
    given.tag = given.tag or address.tags
    return None
