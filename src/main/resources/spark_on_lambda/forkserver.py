"""An interpreter that has imported pyspark and forks itself for each script, for ForkServer.

A fork has imported already and leaves nothing behind. Each request on standard input is a line with
the number of bytes that follow: the folder to run in, the script, the file for its traceback, and
the variables of its environment, NUL between them. The answer is a line with ANSWER and the
script's exit status, or less than 0 the signal that ended it. It ends with its input.
"""

import gc
import importlib
import os
import sys
import time

from spark_on_lambda import run


ANSWER = b"spark-on-lambda: exit %d\n"


def serve():
    """Returns the exit status of this process, which is either the server's or a script's."""
    # What an import prints is no answer.
    answers = os.dup(1)
    os.dup2(2, 1)
    prepare()
    requests = sys.stdin.buffer
    for size in iter(requests.readline, b""):
        request = requests.read(int(size)).split(b"\0")
        process = os.fork()
        if process == 0:
            os.close(answers)
            folder, script, failure = map(os.fsdecode, request[:3])
            become(folder, request[3:])
            return run.main(script, failure)
        _, ended = os.waitpid(process, 0)
        status = -os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)
        os.write(answers, ANSWER % status)
    return 0


def prepare():
    try:
        import pyspark.sql
        import pyspark.sql.functions
        import pyspark.sql.types
    except Exception:
        pass  # The script's own import fails likewise, and that is told.
    # What is collected never again is not copied by a fork's collections.
    gc.collect()
    gc.freeze()


def become(folder, variables):
    """Makes this fork what an interpreter would be that was started for the script."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    os.environb.clear()
    for variable in variables:
        name, value = variable.split(b"=", 1)
        os.environb[name] = value
    time.tzset()
    os.chdir(folder)
    for entry in reversed(os.environ.get("PYTHONPATH", "").split(":")):
        if entry and entry not in sys.path:
            sys.path.insert(1, entry)
    # The server may have been started with the modules of another event.
    importlib.invalidate_caches()
    sys.path_importer_cache.clear()
    # Python sees to its own generator; pyspark imports numpy where there is one.
    numpy = sys.modules.get("numpy")
    if numpy:
        numpy.random.seed()


if __name__ == "__main__":
    status = serve()
    sys.exit(status)
