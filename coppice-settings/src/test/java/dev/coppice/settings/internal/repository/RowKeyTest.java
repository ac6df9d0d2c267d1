package dev.coppice.settings.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Ops;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.internal.scope.DefinitionTable;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

@PostgresTest
class RowKeyTest {
    @Test
    void keys_have_the_order_in_which_rows_are_locked(TestDatabase db) {
        var names = List.of("\ud83c\udf32", "\ufffd", "b", "\ue000", "B", "\u00e9", "ba", "\ud800\udc00");
        Shelf.in(db)
                .definitions()
                .createAll(names.stream().map(NewDefinition::named).toList());
        var table = new DefinitionTable(db.schema());
        var locked = Ops.on(db.dataSource())
                .read(r ->
                        Fetch.all(r, DSL.select(table.name).from(table).orderBy(Fetch.inOrder(List.of(table.name)))));
        assertThat(keys(names.stream()).sorted())
                .containsExactlyElementsOf(
                        keys(locked.stream().map(row -> row.value1())).toList());
    }

    private static Stream<RowKey> keys(Stream<String> names) {
        return names.map(name -> new RowKey(name, "", ""));
    }
}
