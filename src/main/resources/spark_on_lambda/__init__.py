"""What a PySpark job may ask of its invocation, and may leave alone.

    from spark_on_lambda import invocation

    records = invocation.records()
    ...
    invocation.result({"rows": records.count()})

All of it is also in the job's arguments, environment variables and files. Nothing is read or
computed before it is asked for.
"""

import json
import os
import time


class Invocation:
    """The invocation that this process serves."""

    @property
    def session(self):
        """The SparkSession; its settings, views and cached tables are gone when the job ends."""
        from pyspark.sql import SparkSession

        return SparkSession.builder.getOrCreate()

    @property
    def event(self):
        """The event, as json.load reads it."""
        with open(os.environ["EVENT_FILE"], encoding="utf-8") as file:
            return json.load(file)

    def parameter(self, name, default=None):
        """An environment variable of the job, which a field of the event may have become."""
        return os.environ.get(name, default)

    def event_row(self):
        """The event as a DataFrame of one row, with the types that Spark finds."""
        return self._frame("eventRow")

    def objects(self):
        """A row for each S3 object of the event: bucket, key, size, etag, uri."""
        return self._frame("objects")

    def records(self):
        """A row for each record of Kinesis, Kafka, SQS or SNS; README lists the columns."""
        return self._frame("records")

    def result(self, fields):
        """Sets the reply's result to a dict that json.dump can write; JSON has no NaN."""
        text = json.dumps(fields, allow_nan=False)
        with open(os.environ["RESULT_FILE"], "w", encoding="utf-8") as file:
            file.write(text)

    @property
    def remaining_time(self):
        """Seconds until the job would be ended; not negative."""
        return max(0.0, int(os.environ["DEADLINE"]) / 1000 - time.time())

    def _frame(self, name):
        from pyspark.sql import DataFrame

        session = self.session
        java = session._jvm.io.github.sparkonlambda.job.Invocation.current()
        return DataFrame(getattr(java, name)(), session)


invocation = Invocation()
