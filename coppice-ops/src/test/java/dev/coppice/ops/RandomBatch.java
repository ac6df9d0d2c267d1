package dev.coppice.ops;

import static dev.coppice.ops.Expectation.any;
import static dev.coppice.ops.Expectation.unique;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Rows to begin with and a batch of one verb, with collisions and violations of every kind a table knows. */
final class RandomBatch {
    private final RandomTable random;
    private final Random dice;
    private final Set<String> columns = new HashSet<>();

    RandomBatch(RandomTable table, Random dice) {
        random = table;
        this.dice = dice;
        table.others.stream().filter(field -> chance(0.6)).map(Field::getName).forEach(columns::add);
    }

    List<Creator<Record>> rows() {
        var rows = new ArrayList<Creator<Record>>();
        for (var number = 0; number < dice.nextInt(12); number++) {
            rows.add(creator());
        }
        return rows;
    }

    List<? extends Spec<Record>> specs() {
        var size = 1 + dice.nextInt(chance(0.2) ? 60 : 14);
        var arbiter = random.arbiters.get(dice.nextInt(random.arbiters.size()));
        var keyed = chance(0.1);
        var conflicts = chance(0.15);
        return switch (dice.nextInt(5)) {
            case 0, 1 -> many(size, () -> gated(creator()));
            case 2 -> many(size, () -> gated(updater(keyed)));
            case 3 -> many(size, () -> gated(upserter(arbiter)));
            default -> many(size, () -> gated(purger(conflicts)));
        };
    }

    private static <S> List<S> many(int size, java.util.function.Supplier<S> one) {
        return java.util.stream.Stream.generate(one).limit(size).toList();
    }

    private Creator<Record> creator() {
        var creator = Creator.into(random.table);
        for (var key : random.keys) {
            creator = set(creator, key, chance(0.01) ? null : random.value(key));
        }
        for (var other : chosen()) {
            creator = set(creator, other, chance(0.1) ? null : random.value(other));
        }
        return chance(0.3) ? creator.expect(unique("t_pkey"), NameTaken::new) : creator;
    }

    private Updater<Record> updater(boolean movesKey) {
        var updater = Updater.of(random.table);
        for (var key : random.keys) {
            updater = key(updater, key, random.value(key));
        }
        for (var other : chosen()) {
            updater = set(updater, other, chance(0.1) ? null : random.value(other));
        }
        if (movesKey && chance(0.3)) {
            updater = set(updater, random.keys.getFirst(), random.value(random.keys.getFirst()));
        }
        return updater;
    }

    private Upserter<Record> upserter(List<Field<?>> arbiter) {
        var upserter = Upserter.into(random.table).conflictOn(arbiter.toArray(Field<?>[]::new));
        for (var key : random.keys) {
            upserter = set(upserter, key, random.value(key));
        }
        for (var other : chosen()) {
            upserter = set(upserter, other, chance(0.1) ? null : random.value(other));
        }
        return chance(0.3) ? upserter.expect(any(), NameTaken::new) : upserter;
    }

    private Purger<Record> purger(boolean conflicts) {
        var purger = Purger.from(random.table);
        for (var key : random.keys) {
            purger = key(purger, key, random.value(key));
        }
        return conflicts && chance(0.5)
                ? purger.unlessExists(Existence.of(child(), id().eq(dice.nextInt(3))), NameTaken::new)
                : purger;
    }

    private List<Field<?>> chosen() {
        return random.others.stream()
                .filter(field -> columns.contains(field.getName()) != chance(0.03))
                .toList();
    }

    private @Nullable Gate gate() {
        var number = dice.nextInt(20);
        if (number < 8) {
            return null;
        }
        var table = DSL.table(DSL.name(random.schema, "gate"));
        var key = DSL.field(DSL.name(random.schema, "gate", "id"), SQLDataType.INTEGER);
        var open = DSL.field(DSL.name(random.schema, "gate", "open"), SQLDataType.BOOLEAN);
        if (number < 16) {
            return Gate.exists(table).where(key.eq(dice.nextInt(6)).and(open));
        }
        if (number < 18) {
            return Gate.exists(child()).where(id().eq(dice.nextInt(4)));
        }
        return dice.nextInt(4) == 0
                ? Gate.exists(random.table).where(own(random.keys.getFirst()))
                : Gate.exists(table).where(key.eq(dice.nextInt(6)));
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private <T> org.jooq.Condition own(Field<T> key) {
        return key.eq((T) random.value(key));
    }

    private org.jooq.Table<Record> child() {
        return DSL.table(DSL.name(random.schema, "child"));
    }

    private Field<Integer> id() {
        return DSL.field(DSL.name(random.schema, "child", "id"), SQLDataType.INTEGER);
    }

    @SuppressWarnings("unchecked") // a gate does not change the sort of spec
    private <S extends Spec<Record>> S gated(S spec) {
        var gate = gate();
        if (gate == null) {
            return spec;
        }
        return (S)
                switch ((Spec<Record>) spec) {
                    case Creator<Record> creator -> creator.values().isEmpty() ? creator : creator.onlyIf(gate);
                    case Updater<Record> updater -> updater.onlyIf(gate);
                    case Upserter<Record> upserter -> upserter.onlyIf(gate);
                    case Purger<Record> purger -> purger.onlyIf(gate);
                    case Pruner<Record> pruner -> throw new IllegalArgumentException("no batch is pruned");
                };
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private static <T> Creator<Record> set(Creator<Record> to, Field<T> field, @Nullable Object value) {
        return to.set(field, (T) value);
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private static <T> Upserter<Record> set(Upserter<Record> to, Field<T> field, @Nullable Object value) {
        return to.set(field, (T) value);
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private static <T> Updater<Record> set(Updater<Record> to, Field<T> field, @Nullable Object value) {
        return to.set(field, (T) value);
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private static <T> Updater<Record> key(Updater<Record> to, Field<T> field, Object value) {
        return to.key(field, (T) value);
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private static <T> Purger<Record> key(Purger<Record> to, Field<T> field, Object value) {
        return to.key(field, (T) value);
    }

    private boolean chance(double likely) {
        return dice.nextDouble() < likely;
    }
}
