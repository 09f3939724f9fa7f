"""What a PySpark job may ask of its invocation, and may leave alone.

    from spark_on_lambda import invocation

    records = invocation.records()
    ...
    invocation.result({"rows": records.count()})

All of it is also in the job's arguments, environment variables and files. Nothing is read or
computed before it is asked for.
"""

import datetime
import decimal
import json
import os
import time


def _value(value):
    """Dates and times as ISO 8601 has them, decimals as numbers or, where a double would alter them, as text."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal) and value.is_finite():
        if value == value.to_integral_value():
            return int(value)
        return float(value) if decimal.Decimal(repr(float(value))) == value else str(value)
    raise TypeError("%r is no JSON value" % (value,))


def _named(ids):
    """The ids of items: text, rows with a column id, or Kafka's own objects."""
    if isinstance(ids, (str, bytes, dict)):
        raise TypeError("ids is one item: expected a list of them")
    named = []
    for item in ids:
        if hasattr(item, "asDict"):
            item = item["id"]
        if not isinstance(item, (str, dict)):
            raise TypeError("%r is no id of an item: expected text" % (item,))
        named.append(item)
    return named


class FailedItems(Exception):
    """Raised by a script that has done all of a batch but the items of these ids.

    It ends the script and is no failure: what was committed stays, and the event source sends the
    items again, see Invocation.failed_items.
    """

    def __init__(self, ids):
        self.ids = _named(ids)
        if not self.ids:
            raise ValueError("FailedItems without ids: return from the script instead")
        super().__init__("%d items are not done" % len(self.ids))


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
        """A row for each S3 object of the event that FILTER_EVENTS lets pass; README has the columns."""
        return self._frame("objects")

    def records(self):
        """A row for each record of Kinesis, Kafka, DynamoDB, SQS or SNS; README lists the columns."""
        return self._frame("records")

    def reject(self, records, reason=None):
        """Does with records that the script cannot read what BAD_RECORDS says.

        Fails if there are any, or has them named in the reply, and perhaps written to
        DEAD_LETTER_PATH. They need a column id, and one named reason where there is no reason for
        all; the other columns are kept with it.
        """
        if reason is None:
            self._java().reject(records._jdf)
        else:
            self._java().reject(records._jdf, reason)

    def failed_items(self, ids):
        """Names the items of a batch that are not done, by the ids of records() or by S3 URIs of
        objects() that came by SQS; the event source sends them again."""
        written = self._written()
        written["failedItems"] = written.get("failedItems", []) + _named(ids)
        self._write(written)

    def result(self, fields):
        """Sets the reply's result to a dict of JSON values, dates, times and decimals; no NaN."""
        if not isinstance(fields, dict):
            raise TypeError("result takes a dict, not %r" % (fields,))
        items = self._written().get("failedItems")
        self._write(fields if items is None else {"failedItems": items, **fields})

    def _written(self):
        try:
            with open(os.environ["RESULT_FILE"], encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def _write(self, fields):
        for name, value in fields.items():
            try:
                json.dumps(value, allow_nan=False, default=_value)
            except (TypeError, ValueError) as e:
                raise ValueError("field %r of the result: %s" % (name, e)) from None
        text = json.dumps(fields, allow_nan=False, default=_value)
        with open(os.environ["RESULT_FILE"], "w", encoding="utf-8") as file:
            file.write(text)

    @property
    def remaining_time(self):
        """Seconds until the job would be ended; not negative."""
        return max(0.0, int(os.environ["DEADLINE"]) / 1000 - time.time())

    def _frame(self, name):
        from pyspark.sql import DataFrame

        return DataFrame(getattr(self._java(), name)(), self.session)

    def _java(self):
        return self.session._jvm.io.github.sparkonlambda.job.Invocation.current()


invocation = Invocation()
