package dev.coppice.prune.internal.erasure;

import static java.util.stream.Collectors.joining;

import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Subject;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.KeyColumn;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import dev.coppice.prune.internal.sql.Roots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A kind of subject whose map fits the database as it is now.
 *
 * @param subject the kind of subject
 * @param closure what its rows lead to
 */
public record CheckedSubject(Subject subject, Closure closure) {
    /**
     * Holds a map against the database. Writes nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code subject.misfit} with every problem, {@code policy.…}
     */
    public static CheckedSubject of(Sql sql, Subject subject) {
        var closure = CheckedPolicy.of(sql, ErasurePolicy.anyone(subject)).closure();
        var problems = MapCheck.problems(sql, subject, closure);
        if (!problems.isEmpty()) {
            throw ErasureFaults.misfit(subject, problems).exception();
        }
        return new CheckedSubject(subject, closure);
    }

    /**
     * One subject.
     *
     * @param key its key as the row spells it, or as its types do where there is no row
     * @param there whether there is such a row
     * @param digest what is kept of it
     */
    public record One(List<String> key, boolean there, String digest) {}

    /** The subject of a key. */
    public One one(Sql sql, List<String> given) {
        var columns = columns();
        if (given.size() != columns.size()) {
            throw ErasureFaults.key(
                            subject,
                            "Rows of " + closure.root() + " are named by ("
                                    + closure.rootTable().identity() + "), and " + given.size() + " values were given.")
                    .exception();
        }
        var spelled = spelled(sql, given);
        var policy = policy(spelled);
        var found = sql.exactly(
                "SELECT " + Roots.keyText(closure.rootTable()) + " AS key FROM "
                        + closure.rootTable().from() + " WHERE " + String.join(" AND ", conditions(sql, policy)),
                row -> row.texts("key"));
        var key = found.isEmpty() ? unfinished(sql, spelled).orElse(spelled) : found.getFirst();
        var salt = sql.one("SELECT salt FROM coppice.erasure_salt", row -> row.text("salt"));
        return new One(key, !found.isEmpty(), Digests.of(salt, closure.root(), key));
    }

    /** The key as the row spelled it, from an erasure that has deleted the row and has not ended: values may be spelled in several ways. */
    private Optional<List<String>> unfinished(Sql sql, List<String> key) {
        var columns = columns();
        var same = IntStream.range(0, columns.size())
                .mapToObj(i -> {
                    var cast = " AS " + columns.get(i).column().keyType() + ") ";
                    return "CAST(key[" + (i + 1) + "]" + cast + columns.get(i).equal() + " CAST(?" + cast;
                })
                .collect(joining("AND "));
        var parameters = new ArrayList<Object>(
                List.of(closure.root().schema(), closure.root().name(), columns.size()));
        parameters.addAll(key);
        return sql
                .list(
                        "SELECT key FROM coppice.erasure WHERE ended_at IS NULL AND table_schema = ? AND table_name = ?"
                                + " AND CASE WHEN cardinality(key) = ? THEN " + same + "END",
                        row -> row.texts("key"),
                        parameters.toArray())
                .stream()
                .findFirst();
    }

    /** The policy of a dry run. */
    public Policy policy(List<String> key) {
        return ErasurePolicy.of(subject, columns(), key);
    }

    /** The policy of an erasure. */
    public Policy policy(long erasure) {
        return ErasurePolicy.of(subject, columns(), erasure);
    }

    /** What its erasure promises: whose it is, what becomes of every table, and the facts that rests on. */
    public PlanContract contract(String digest) {
        var config = subject.config();
        var rule = new ArrayList<String>();
        rule.add("subject " + subject.name());
        rule.add("row " + digest);
        rule.add("table " + config.table());
        config.tables().forEach(table -> rule.add("reached " + table));
        rule.add("associations " + config.associations());
        rule.add("archive "
                + config.archive().map(archive -> archive.to().toString()).orElse("-"));
        return new PlanContract("subject:" + subject.name(), rule, closure.fingerprint());
    }

    List<KeyColumn> columns() {
        return closure.rootTable().identity().columns();
    }

    private static List<String> conditions(Sql sql, Policy policy) {
        return CheckedPolicy.of(sql, policy).eligibility().conditions();
    }

    private List<String> spelled(Sql sql, List<String> given) {
        var columns = columns();
        var casts = IntStream.range(0, columns.size())
                .mapToObj(i -> "CAST(CAST(? AS " + columns.get(i).column().keyType() + ") AS text)")
                .toList();
        try {
            return sql.guarded(() -> sql.list(
                            "SELECT ARRAY[" + String.join(", ", casts) + "] AS key",
                            row -> row.texts("key"),
                            given.toArray()))
                    .getFirst();
        } catch (SqlFailure refused) {
            if (refused.state().startsWith("22")) {
                throw ErasureFaults.key(subject, "A value does not fit the type of its column.")
                        .exception();
            }
            throw refused;
        }
    }
}
