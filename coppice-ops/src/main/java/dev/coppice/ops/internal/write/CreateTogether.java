package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Creator;
import dev.coppice.ops.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Record;

/** Inserts rows together: rows come back in the order of their insertion, which is that of their ordinals. */
final class CreateTogether<R extends Record> implements Together<R, Creator<R>> {
    @Override
    public Optional<Object> form(Creator<R> spec) {
        return Optional.of("create");
    }

    @Override
    public List<Field<?>> columns(Creator<R> spec) {
        return List.copyOf(spec.values().keySet());
    }

    @Override
    public List<Field<?>> values(Creator<R> spec) {
        return List.copyOf(spec.values().values());
    }

    @Override
    public int keys(Creator<R> spec) {
        return 0;
    }

    @Override
    public List<String> identity(Creator<R> spec) {
        return List.of();
    }

    @Override
    public boolean allowed(TableFacts facts, Creator<R> spec) {
        return true;
    }

    @Override
    public int events() {
        return INSERT;
    }

    @Override
    public Screen screen(TableFacts facts, Creator<R> spec) {
        return Screen.ofInsert(facts, InsertRows.columns(spec.values()), List.of(), facts.hasTriggers(INSERT));
    }

    @Override
    public String write(TableFacts facts, Creator<R> spec, String returned) {
        return insert(facts, InsertRows.columns(spec.values())) + " RETURNING true AS coppice_inserted, " + returned;
    }

    @Override
    public Change change(boolean inserted) {
        return Change.INSERTED;
    }

    @Override
    public Optional<Outcome<R>> untouched(Creator<R> spec, int ordinal) {
        return Optional.empty();
    }

    static String insert(TableFacts facts, List<String> columns) {
        return "INSERT INTO " + facts.name() + " ("
                + columns.stream().map(Screen::quoted).collect(Collectors.joining(", ")) + ") SELECT "
                + IntStream.range(0, columns.size())
                        .mapToObj(position -> "coppice_" + position)
                        .collect(Collectors.joining(", "))
                + " FROM coppice_sent ORDER BY coppice_ord";
    }
}
