package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.spec.PruneReach;
import dev.coppice.ops.internal.spec.PruneScope;
import dev.coppice.ops.internal.spec.Terms;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Wants rows gone that have come to their end, oldest first and up to a limit, with what hangs on them. An immutable value
 * for any thread: each method returns another one, so an entity's pruner is kept as a constant and narrowed for each call.
 */
public final class Pruner<R extends Record> implements Spec<R> {
    /** How many rows of its own table one call deletes at most, unless told otherwise. */
    public static final int DEFAULT_LIMIT = 100_000;

    private final Table<R> table;
    private final PruneScope scope;
    private final PruneReach reach;
    private final @Nullable BiConsumer<WriteOps, List<Record>> hook;
    private final Terms terms;

    private Pruner(
            Table<R> table,
            PruneScope scope,
            PruneReach reach,
            @Nullable BiConsumer<WriteOps, List<Record>> hook,
            Terms terms) {
        this.table = table;
        this.scope = scope;
        this.reach = reach;
        this.hook = hook;
        this.terms = terms;
    }

    /** Begins a prune of {@code table}, a generated class or a name resolved at run time. */
    public static <R extends Record> Pruner<R> from(Table<R> table) {
        return new Pruner<>(
                table, PruneScope.ofDefaults(DEFAULT_LIMIT), PruneReach.NONE, null, Terms.of(Names.of(table)));
    }

    /**
     * The same prune by a key other than the table's primary key. Its columns hold a unique index and are never null.
     *
     * @throws IllegalArgumentException when no column is given
     * @throws IllegalStateException when columns were given before
     */
    public Pruner<R> keyedBy(Field<?>... columns) {
        return with(scope.keyedBy(List.of(columns)));
    }

    /**
     * The same prune of rows that have come to their end. The condition is asked three times: when rows are chosen, once
     * they are locked, and in the delete.
     *
     * @throws CoppiceException {@code prune.unbounded} when the condition limits nothing
     * @throws IllegalStateException when it was given before
     */
    public Pruner<R> terminal(Condition condition) {
        if (Rows.limitsNothing(Objects.requireNonNull(condition, "condition"))) {
            throw Fault.of("prune.unbounded", Fault.Kind.REFUSED)
                    .refused("Pruner \"" + name() + "\" was not built.")
                    .found("Its terminal condition limits nothing and would match every row of " + Names.of(table)
                            + ".")
                    .changed("Nothing was deleted.")
                    .next("Give a condition, or call everything() if every row of the table may go.")
                    .exception();
        }
        return with(scope.terminal(condition));
    }

    /**
     * The same prune of any row, in place of a terminal condition: a table of log lines, say.
     *
     * @throws IllegalStateException when there is a terminal condition
     */
    public Pruner<R> everything() {
        return with(scope.terminal(Rows.everything().condition()));
    }

    /** The same prune of those rows that match too; may be called again. */
    public Pruner<R> and(Condition condition) {
        return with(scope.and(condition));
    }

    /**
     * The same prune in the order of a {@code timestamp with time zone}; rows without an age come last.
     *
     * @throws IllegalStateException when an age was given before
     */
    public Pruner<R> age(Field<?> column) {
        return with(scope.aged(new PruneScope.Age(column, null)));
    }

    /**
     * The same prune in the order of a {@code timestamp} or {@code date} whose values are meant in a zone. A date counts
     * as past when its whole day is.
     *
     * @throws IllegalStateException when an age was given before
     */
    public Pruner<R> age(Field<?> column, ZoneId zone) {
        return with(scope.aged(new PruneScope.Age(column, zone)));
    }

    /**
     * The same prune of rows whose age lies before {@code time}; a row without an age does not.
     *
     * @throws IllegalStateException when a time was given before
     */
    public Pruner<R> before(Instant time) {
        return with(scope.before(time));
    }

    /**
     * The same prune of at most so many rows of its own table; {@link #DEFAULT_LIMIT} unless given.
     *
     * @throws IllegalArgumentException when {@code rows} is not positive
     */
    public Pruner<R> limit(int rows) {
        return with(scope.limit(rows));
    }

    /**
     * The same prune with rows that go too. Whatever else refers to the rows forbids the prune; a foreign key that would
     * delete rows not declared here does so too.
     *
     * @throws IllegalStateException after {@link #cascadeForeignKeys}
     */
    public Pruner<R> cascade(CascadeChild... children) {
        return with(reach.cascade(List.of(children)));
    }

    /**
     * The same prune with every row that refers to its rows by foreign keys, at any distance, as the catalogue tells. Rows
     * that a foreign key sets to null or to a default stay.
     *
     * @throws IllegalStateException after {@link #cascade}
     */
    public Pruner<R> cascadeForeignKeys() {
        return with(reach.cascadeForeignKeys());
    }

    /**
     * The same prune under the type by which associations name its rows. Without a type no association is touched.
     *
     * @throws IllegalStateException when a type was given before
     */
    public Pruner<R> entityType(String type) {
        return with(reach.entityType(Objects.requireNonNull(type, "type")));
    }

    /**
     * The same prune with associations that are removed before the rows they name.
     *
     * @throws IllegalArgumentException when the association names no columns
     */
    public Pruner<R> association(Association other) {
        return with(reach.association(other));
    }

    /** The same prune, which leaves associations as they are. */
    public Pruner<R> keepingAssociations() {
        return with(reach.keepingAssociations());
    }

    /**
     * The same prune with work to be done in its transaction, given the keys chosen: everything that will go is locked and
     * still there. It must not change those rows, nor add rows that refer to them; what it throws undoes the prune. Not
     * called when no row was chosen.
     *
     * @throws IllegalStateException when work was given before
     */
    public Pruner<R> alsoInTransaction(BiConsumer<WriteOps, List<Record>> work) {
        if (hook != null) {
            throw new IllegalStateException("alsoInTransaction(…) was already called; join both in one");
        }
        return new Pruner<>(table, scope, reach, Objects.requireNonNull(work, "work"), terms);
    }

    /** The same spec under a name of its own, for logs, messages and meters. */
    public Pruner<R> named(String name) {
        return with(terms.named(name));
    }

    /**
     * The same spec under a gate, asked and locked before anything else and held until the transaction ends.
     *
     * @throws IllegalStateException when it has a gate already
     */
    public Pruner<R> onlyIf(Gate gate) {
        return with(terms.onlyIf(gate));
    }

    /**
     * The same spec with a domain error for a violation. Expectations are tried in the order given, the first that matches
     * wins, and its supplier makes a new error each time.
     *
     * @throws IllegalStateException when an equal expectation was given before
     */
    public Pruner<R> expect(Expectation expectation, Supplier<? extends RuntimeException> error) {
        return with(terms.expect(expectation, error));
    }

    @Override
    public Table<R> table() {
        return table;
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Optional<Gate> gate() {
        return Optional.ofNullable(terms.gate());
    }

    @Override
    public RuntimeException errorFor(Violation violation) {
        return terms.errorFor(violation, IntegrityViolated.ofPrune(name(), violation));
    }

    /** The columns of its key; empty when it is the primary key. */
    public List<Field<?>> keyColumns() {
        return scope.key();
    }

    /** The conditions of spec and call as one, without the age; none until the terminal condition is given. */
    public Optional<Condition> condition() {
        return Optional.ofNullable(scope.condition());
    }

    /** The column of the age. */
    public Optional<Field<?>> ageColumn() {
        return Optional.ofNullable(scope.age()).map(PruneScope.Age::column);
    }

    /** The zone of the age. */
    public Optional<ZoneId> ageZone() {
        return Optional.ofNullable(scope.age()).map(PruneScope.Age::zone);
    }

    /** The time before which the age lies. */
    public Optional<Instant> horizon() {
        return Optional.ofNullable(scope.before());
    }

    /** How many rows of its own table may go. */
    public int limit() {
        return scope.limit();
    }

    /** The children declared. */
    public List<CascadeChild> children() {
        return reach.children();
    }

    /** Whether children are found in the catalogue. */
    public boolean cascadesForeignKeys() {
        return reach.foreignKeys();
    }

    /** The associations to remove: none without a type, none when they are kept. */
    public List<Association> associations() {
        return reach.associations();
    }

    /** The type by which associations name the rows. */
    public Optional<String> entityType() {
        return Optional.ofNullable(reach.entityType());
    }

    /** The work to be done in the transaction. */
    public Optional<BiConsumer<WriteOps, List<Record>>> hook() {
        return Optional.ofNullable(hook);
    }

    /** Names, never values. */
    @Override
    public String toString() {
        var cascade = reach.foreignKeys() ? "all that refers" : reach.children();
        return terms.describe("Pruner", Names.of(table), "cascade " + cascade + ", limit " + scope.limit());
    }

    private Pruner<R> with(PruneScope other) {
        return new Pruner<>(table, other, reach, hook, terms);
    }

    private Pruner<R> with(PruneReach other) {
        return new Pruner<>(table, scope, other, hook, terms);
    }

    private Pruner<R> with(Terms other) {
        return new Pruner<>(table, scope, reach, hook, other);
    }
}
