"""Runs a script in this interpreter as if it had been started with it."""

import faulthandler
import os
import re
import sys
import traceback
import types

from spark_on_lambda import FailedItems, invocation

# Packages whose frames tell the script's author nothing.
LIBRARIES = ("pyspark", "py4j", "spark_on_lambda")

# In seconds before the deadline: when the stacks are printed of what has not ended by then.
DUMP = 0.2

# Frames of Java's in the text of an exception, and frames of pyspark's workers.
JAVA_FRAME = re.compile(r"\s+at \S+\(|\s+\.\.\. \d+ more|Driver stacktrace:")
WORKER_FRAME = re.compile(r'  File "[^"]*/(pyspark|py4j)/')

# Of the frames of a traceback, so many are told from each end; in characters, of one text and all.
MOST_FRAMES = 20
LONGEST_TEXT = 4_000
LONGEST_REPORT = 12_000


def main(script, failure):
    """Returns the exit status; what the script threw goes into the file failure."""
    try:
        attach()
    except Exception as e:
        report(
            failure,
            "This Python (%s) cannot import pyspark: %s. Build the image with PYTHON=true, or name"
            " the folder that holds pyspark and py4j in PYTHONPATH." % (sys.executable, e),
        )
        return 1
    watch()
    with open(os.environ["EVENT_FILE"], encoding="utf-8") as file:
        sys.argv = [script, "--event", file.read()]
    sys.path[0] = os.path.dirname(script)
    module = types.ModuleType("__main__")
    module.__file__ = script
    sys.modules["__main__"] = module
    try:
        with open(script, "rb") as file:
            code = compile(file.read(), script, "exec", dont_inherit=True)
        exec(code, module.__dict__)
        return 0
    except SystemExit as e:
        return status(e.code, failure)
    except FailedItems as e:
        return name_failed_items(e.ids, failure)
    except BaseException as e:
        report(failure, told(e, script))
        if sys.excepthook is not sys.__excepthook__:
            call_hook(e)
        return 1


def watch():
    """Has the stacks printed of what hangs at the deadline, or is ended within a native library."""
    log = os.dup(2)  # The script may close or redirect its own.
    faulthandler.enable(file=log)

    def arm():
        faulthandler.dump_traceback_later(max(DUMP, invocation.remaining_time - DUMP), file=log)

    # A fork would wait for ever, at its end, for the thread that it does not have.
    os.register_at_fork(before=faulthandler.cancel_dump_traceback_later, after_in_parent=arm)
    arm()


def call_hook(exception):
    """The script's own sys.excepthook, which an interpreter would call in place of its own."""
    try:
        sys.excepthook(type(exception), exception, exception.__traceback__)
    except BaseException as e:  # Whatever it does, the job has failed.
        os.write(2, ("sys.excepthook: %s: %s\n" % (type(e).__name__, e)).encode("utf-8", "replace"))


def name_failed_items(ids, failure):
    try:
        invocation.failed_items(ids)
        return 0
    except Exception as e:  # RESULT_FILE, which the script may have written itself.
        report(failure, "The failed items cannot be added to RESULT_FILE: %s: %s" % (type(e).__name__, e))
        return 1


def attach():
    """Has the script's context be the one that its driver has already, if it has one."""
    from pyspark import SparkContext, accumulators
    from pyspark.sql import SparkSession

    def contexts(self):
        return self._jvm.io.github.sparkonlambda.python.PythonContext

    def initialize(self, jconf):
        return contexts(self).of(jconf)

    SparkContext._initialize_context = initialize
    enable = SparkSession.Builder.enableHiveSupport

    def enable_hive_support(self):
        SparkContext._ensure_initialized()
        if contexts(SparkContext).hasHive():
            return enable(self)
        print(
            "enableHiveSupport(): there is no Hive in this image; the session's catalog is its own"
            " and gone with it.",
            file=sys.stderr,
        )
        return self

    SparkSession.Builder.enableHiveSupport = enable_hive_support

    class LoopbackAccumulatorServer(accumulators.AccumulatorServer):
        """Listens where the name localhost is not known: an image need not have an /etc/hosts."""

        def __init__(self, address, *rest):
            super().__init__(("127.0.0.1", address[1]), *rest)

    accumulators.AccumulatorServer = LoopbackAccumulatorServer


def status(code, failure):
    """The exit status of sys.exit(code), by Python's own rules."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    report(failure, "sys.exit: %s" % (code,))
    return 1


def told(exception, script):
    """What the script threw, also where it cannot be described."""
    try:
        return described(exception, script, set())
    except Exception as e:
        return "%s, which cannot be described: %s" % (type(exception).__name__, type(e).__name__)


def described(exception, script, seen):
    """The traceback from the script's own first frame to its last."""
    chain = []
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        frames = [f for f in traceback.extract_tb(exception.__traceback__) if not of_library(f)]
        told = traceback.format_list(frames)
        left_out = len(told) - 2 * MOST_FRAMES
        if left_out > 0:
            told[MOST_FRAMES:-MOST_FRAMES] = ["  ... (%d frames)\n" % left_out]
        text = "".join(told)
        only = java_causes(exception) or "".join(
            traceback.format_exception_only(type(exception), exception)
        )
        only = shortened(without_frames(only), LONGEST_TEXT)
        head = "Traceback (most recent call last):\n" if frames else ""
        chain.append(head + text + only + "".join(described_parts(exception, script, seen)))
        suppressed = exception.__suppress_context__
        exception = exception.__cause__ or (None if suppressed else exception.__context__)
    whole = "\nwhich was caused by\n".join(chain)
    return whole.replace(os.path.dirname(script) + os.sep, "")


def described_parts(exception, script, seen):
    """The exceptions of a group, such as those of its tasks."""
    parts = getattr(exception, "exceptions", None)
    if not isinstance(parts, tuple):
        return
    for i, part in enumerate(parts):
        if isinstance(part, BaseException) and id(part) not in seen:
            yield "exception %d of %d:\n%s" % (i + 1, len(parts), described(part, script, seen))


def java_causes(exception):
    """What Java threw and its causes, of an exception that would tell them with all their frames."""
    thrown = getattr(exception, "java_exception", None)
    if thrown is None:
        return None
    told = []
    try:
        while thrown is not None and len(told) < 20:
            told.append(thrown.toString())
            thrown = thrown.getCause()
    except Exception:  # The driver may be on its way out; what is known by now is told.
        if not told:
            return None
    return "%s: %s\n" % (type(exception).__name__, "\ncaused by ".join(told))


def without_frames(text):
    """A text without the frames of Java's, and of pyspark's on a worker, that it may tell."""
    told = []
    worker = False
    for line in text.splitlines():
        worker = bool(WORKER_FRAME.match(line)) or (worker and line.startswith("    "))
        if not worker and not JAVA_FRAME.match(line):
            told.append(line + "\n")
    return "".join(told)


def shortened(text, most):
    """A text whose ends are told: the reason is at either."""
    return text if len(text) <= most else text[: most // 2] + "\n... (cut)\n" + text[-most // 2 :]


def of_library(frame):
    modules = (sys.modules.get(name) for name in LIBRARIES)
    folders = (os.path.dirname(module.__file__) + os.sep for module in modules if module and module.__file__)
    return frame.filename.startswith(tuple(folders))


def report(failure, text):
    """Leaves for the handler why the script failed; it tells, and logs, that."""
    with open(failure, "w", encoding="utf-8", errors="replace") as file:
        file.write(shortened(text, LONGEST_REPORT))
