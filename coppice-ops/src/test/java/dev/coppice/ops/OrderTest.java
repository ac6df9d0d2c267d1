package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.internal.catalogue.Order;
import dev.coppice.ops.internal.catalogue.Order.Before;
import dev.coppice.ops.internal.catalogue.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void every_child_stands_before_its_parents_in_any_graph_without_circles() {
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var tables = tables(1 + random.nextInt(12));
            var rules = new ArrayList<Before>();
            for (var count = random.nextInt(30); count > 0; count--) {
                var one = random.nextInt(tables.size());
                rules.add(new Before(tables.get(one), tables.get(random.nextInt(one + 1))));
            }
            var order = Order.of(tables, rules).childrenFirst();
            assertThat(order).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(tables);
            assertThat(rules)
                    .as("seed %d", seed)
                    .allSatisfy(rule ->
                            assertThat(order.indexOf(rule.child())).isLessThanOrEqualTo(order.indexOf(rule.parent())));
        }
    }

    @Test
    void only_the_tables_of_a_circle_are_named_and_not_what_hangs_on_it_or_what_it_hangs_on() {
        var t = tables(5);
        var rules = List.of(
                new Before(t.get(1), t.get(0)),
                new Before(t.get(2), t.get(1)),
                new Before(t.get(3), t.get(2)),
                new Before(t.get(2), t.get(3)),
                new Before(t.get(4), t.get(3)));
        assertThat(Order.of(t, rules).cyclic()).containsExactlyInAnyOrder(t.get(2), t.get(3));
    }

    @Test
    void rules_of_other_tables_and_of_a_table_for_itself_do_not_count() {
        var t = tables(3);
        var two = new LinkedHashSet<>(t.subList(0, 2));
        var rules =
                Set.of(new Before(t.get(0), t.get(0)), new Before(t.get(0), t.get(2)), new Before(t.get(2), t.get(1)));
        assertThat(new HashSet<>(Order.of(two, rules).childrenFirst())).isEqualTo(two);
    }

    private static List<Relation> tables(int count) {
        var tables = new ArrayList<Relation>();
        for (var number = 0; number < count; number++) {
            tables.add(new Relation(
                    number, "app", "t" + number, Relation.Kind.PLAIN, List.of(), List.of(), Set.of(), Set.of()));
        }
        return tables;
    }
}
