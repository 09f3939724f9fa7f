package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedView;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.collection.Iterable;
import scala.collection.Iterator;
import scala.collection.Seq;

/** The tables and views that a statement names, as Spark's parser has them. */
final class TableNames {
  private final Set<String> names = new LinkedHashSet<>();

  private TableNames() {}

  /**
   * The names without a database before them, in lower case; not those of the statement's own
   * {@code WITH}. Empty if it is no statement, which Spark says better.
   */
  static Set<String> readBy(String sql, ParserInterface parser) {
    requireNonNull(sql, "sql");
    LogicalPlan plan;
    try {
      plan = parser.parsePlan(sql);
    } catch (AnalysisException e) { // Spark's own and Iceberg's, which is no ParseException.
      return Set.of();
    }
    TableNames found = new TableNames();
    found.visit(plan, Set.of());
    return found.names;
  }

  /** Of a command, what it is about is no child, so each part is looked at. */
  private void visit(Object part, Set<String> own) {
    if (part instanceof UnresolvedWith with) {
      visitWith(with, own);
    } else if (part instanceof UnresolvedRelation table) {
      add(table.multipartIdentifier(), own);
    } else if (part instanceof UnresolvedTableOrView table) {
      add(table.multipartIdentifier(), own);
    } else if (part instanceof UnresolvedTable table) {
      add(table.multipartIdentifier(), own);
    } else if (part instanceof UnresolvedView view) {
      add(view.multipartIdentifier(), own);
    } else if (part instanceof Iterable<?> parts) {
      visitAll(parts.iterator(), own);
    } else if (part instanceof TreeNode<?> || part instanceof Option || part instanceof Tuple2) {
      visitAll(((Product) part).productIterator(), own);
    }
  }

  private void visitAll(Iterator<?> parts, Set<String> own) {
    while (parts.hasNext()) {
      visit(parts.next(), own);
    }
  }

  /** Each query of a WITH may read those before it, and what has its own name elsewhere. */
  private void visitWith(UnresolvedWith with, Set<String> own) {
    Set<String> known = new HashSet<>(own);
    Iterator<Tuple2<String, ?>> queries = iterator(with.cteRelations());
    while (queries.hasNext()) {
      Tuple2<String, ?> query = queries.next();
      visit(query._2(), known);
      known.add(query._1().toLowerCase(Locale.ROOT));
    }
    visit(with.child(), known);
  }

  @SuppressWarnings("unchecked")
  private static Iterator<Tuple2<String, ?>> iterator(Seq<?> relations) {
    return (Iterator<Tuple2<String, ?>>) relations.iterator();
  }

  private void add(Seq<String> identifier, Set<String> own) {
    String name = identifier.last().toLowerCase(Locale.ROOT);
    if (identifier.size() == 1 && !own.contains(name)) {
      names.add(name);
    }
  }
}
