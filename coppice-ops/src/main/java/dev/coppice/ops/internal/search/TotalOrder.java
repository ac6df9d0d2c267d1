package dev.coppice.ops.internal.search;

import dev.coppice.ops.Searcher;
import dev.coppice.ops.internal.spec.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.UniqueKey;
import org.jooq.impl.QOM.JoinTable;
import org.jooq.impl.TableImpl;

/** The order a search was given, completed by its key: every row has a place of its own. */
record TotalOrder(String search, String table, List<Term> terms) {
    private static final int FINGERPRINT_BYTES = 8;

    static TotalOrder of(Searcher<?> searcher) {
        requireKey(searcher);
        var trusted = tellsNulls(searcher.table());
        var terms = new ArrayList<Term>();
        for (var sort : searcher.order()) {
            var isKey = searcher.key().contains(sort.$field());
            terms.add(Term.of(
                    sort, !trusted || (!isKey && sort.$field().getDataType().nullable())));
        }
        var descending = !terms.isEmpty() && terms.getLast().descending();
        for (var column : searcher.key()) {
            if (terms.stream().noneMatch(term -> term.column().equals(column))) {
                terms.add(new Term(column, descending, descending, !trusted));
            }
        }
        return new TotalOrder(searcher.name(), Names.of(searcher.table()), List.copyOf(terms));
    }

    List<Term> reversed() {
        return terms.stream().map(Term::reversed).toList();
    }

    /** The same for equal orders of equal searches, in this and every later version. */
    byte[] fingerprint() {
        var text = new StringBuilder(search).append('\0').append(table);
        terms.forEach(term -> text.append('\0').append(term.fingerprint()));
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)), FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** In a join or a select, a column may be null whatever its own table says; names resolved at run time say it themselves. */
    private static boolean tellsNulls(Table<?> table) {
        return !(table instanceof JoinTable) && (table instanceof TableImpl || table.fields().length == 0);
    }

    private static void requireKey(Searcher<?> searcher) {
        if (searcher.key().isEmpty()) {
            throw SearchRefusals.noKey(searcher.name());
        }
        var names = searcher.key().stream().map(Field::getName).toList();
        var known = searcher.table().getKeys();
        var primary = searcher.table().getPrimaryKey();
        var holdsOne = known.stream()
                .filter(key -> key.equals(primary) || isNeverNull(key))
                .anyMatch(key -> key.getFields().stream().map(Field::getName).allMatch(names::contains));
        if (!known.isEmpty() && !holdsOne) {
            throw SearchRefusals.keyNotUnique(searcher.name());
        }
    }

    private static boolean isNeverNull(UniqueKey<?> key) {
        return key.getFields().stream().noneMatch(column -> column.getDataType().nullable());
    }
}
